import { encodeText } from "../files/jsonBytes.ts";
import type { JsonValue } from "../files/jsonText.ts";
import { lineBytes } from "./eventFiles.ts";

/** What every event has. */
export interface EventHead {
  readonly at: string;
  readonly session: string | null;
  readonly actor: string;
  readonly type: string;
}

/** Characters of a text and entries of a list that are kept where an event is too large; halved until it fits. */
const longest = { text: 4096, list: 200 };

/** The line of an event, of at most 64 KiB: of one that is larger, long texts and lists are cut, which each of them says. */
export function eventLine(head: EventHead, members: object): Uint8Array {
  const whole = lineOf({ ...head, ...members });
  if (whole.length <= lineBytes) return whole;
  for (let { text, list } = longest; list > 0; text >>= 1, list >>= 1) {
    const cut = Object.entries(members).map(([name, value]) => [name, shortened(value as JsonValue, text, list)]);
    const line = lineOf({ ...head, ...(Object.fromEntries(cut) as object) });
    if (line.length <= lineBytes) return line;
  }
  return lineOf({ ...head, cut: true });
}

function lineOf(event: object): Uint8Array {
  return encodeText(`${JSON.stringify(event)}\n`);
}

function shortened(value: JsonValue, text: number, list: number): JsonValue {
  if (typeof value === "string") return value.length <= text ? value : `${value.slice(0, text).toWellFormed()} … (cut)`;
  if (Array.isArray(value)) {
    const kept = value.slice(0, list).map((entry: JsonValue) => shortened(entry, text, list));
    return value.length <= list ? kept : [...kept, `… and ${value.length - list} more (cut)`];
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).slice(0, list);
  return Object.fromEntries(members.map(([name, member]) => [name, shortened(member, text, list)]));
}
