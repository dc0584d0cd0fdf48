import { visibleText } from "../../core/base/visibleText.ts";
import type { WorkflowEvent } from "../../core/events/model/event.ts";
import type { JsonValue } from "../../core/files/jsonText.ts";
import type { Paint } from "../base/paint.ts";
import { formatDuration } from "./duration.ts";
import { alignRows, type Cell } from "./table.ts";

/** Characters of a value that are shown. */
const longest = 200;

/**
 * Events for people, a line each: when, of which session, by whom, what; a call whose start and end are both there has one. Whatever a file says of itself is shown as text.
 * @param columns how long a line may be
 */
export function eventLines(events: readonly WorkflowEvent[], paint: Paint, columns?: number): string {
  return alignRows(
    withWholeCalls(events).map((event) => cells(event, paint)),
    columns,
  );
}

/** The start of each call with what its end says, which is left out then. */
function withWholeCalls(events: readonly WorkflowEvent[]): readonly WorkflowEvent[] {
  const started = new Set(events.filter(({ type }) => type === "tool.started").map(callOf));
  const ended = new Map<string | undefined, WorkflowEvent>();
  for (const event of events) {
    const call = callOf(event);
    if (event.type === "tool.ended" && call !== undefined && started.has(call)) ended.set(call, event);
  }
  return events.flatMap((event) => {
    const end = ended.get(callOf(event));
    if (end === undefined || (event.type !== "tool.started" && event !== end)) return event;
    if (event === end) return [];
    return { ...end, at: event.at, actor: event.actor, type: "tool.ran", call: null };
  });
}

function callOf({ session, task, call }: WorkflowEvent): string | undefined {
  return typeof call === "string" ? JSON.stringify([session, task, call]) : undefined;
}

function cells({ at, session, actor, type, ...members }: WorkflowEvent, paint: Paint): readonly Cell[] {
  const time = plain(at);
  const said = Object.entries(members)
    .filter(([name, value]) => !saysNothing(name, value))
    .map(([name, value]) => (name === "ms" && typeof value === "number" ? took(value) : memberText(name, value)));
  const what = plain(type.replace(".", " "));
  return [
    { text: time, styled: paint.dim(time) },
    { text: plain(session ?? "–") },
    { text: plain(actor) },
    { text: said.length === 0 ? what : `${what}: ${said.join(", ")}` },
  ];
}

/** Nothing, no files and no more of them. */
function saysNothing(name: string, value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return true;
  return (Array.isArray(value) && value.length === 0) || (name === "more" && value === 0);
}

const memberText = (name: string, value: JsonValue): string => `${plain(name)} ${plain(shown(value))}`;

const took = (milliseconds: number): string => `in ${formatDuration(milliseconds)}`;

/** An object's id as git names it for people. */
function shown(value: JsonValue): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(value) ? value.slice(0, 10) : value;
}

function plain(text: string): string {
  return visibleText(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
