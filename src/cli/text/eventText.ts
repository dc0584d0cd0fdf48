import { visibleText } from "../../core/base/visibleText.ts";
import type { WorkflowEvent } from "../../core/events/model/event.ts";
import type { JsonValue } from "../../core/files/jsonText.ts";
import type { Paint } from "../base/paint.ts";
import { alignRows, type Cell } from "./table.ts";

/** Characters of a value that are shown. */
const longest = 200;

/** Events for people, a line each: when, of which session, by whom, what. Whatever a file says of itself is shown as text. */
export function eventLines(events: readonly WorkflowEvent[], paint: Paint): string {
  return alignRows(events.map((event) => cells(event, paint)));
}

function cells({ at, session, actor, type, ...members }: WorkflowEvent, paint: Paint): readonly Cell[] {
  const time = plain(at);
  const said = Object.entries(members)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${plain(name)} ${plain(shown(value))}`);
  const what = plain(type.replace(".", " "));
  return [
    { text: time, styled: paint.dim(time) },
    { text: plain(session ?? "–") },
    { text: plain(actor) },
    { text: said.length === 0 ? what : `${what}: ${said.join(", ")}` },
  ];
}

function shown(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function plain(text: string): string {
  return visibleText(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
