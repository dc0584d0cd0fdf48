import * as z from "zod/mini";
import { parseTime } from "../base/time.ts";
import { parseJsonObject } from "../files/jsonBytes.ts";
import { lineBytes } from "./eventFiles.ts";
import type { WorkflowEvent } from "./model/event.ts";

const eventSchema = z.looseObject({
  at: z.iso.datetime({ offset: true }),
  session: z.nullable(z.string().check(z.maxLength(250))),
  actor: z.string().check(z.maxLength(200)),
  type: z.string().check(z.minLength(1), z.maxLength(100)),
});

/** An event with the place it has among others. */
export interface PlacedEvent {
  readonly event: WorkflowEvent;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface LinesRead {
  readonly events: readonly PlacedEvent[];
  /** Lines that are no events. */
  readonly unreadable: number;
}

const [lineFeed, openBrace] = [10, 123];

/** How every line of ours begins; inside of one it cannot stand, because quotes in texts are escaped. */
const beginning = new TextEncoder().encode('{"at":"');

/** The events in whole lines, and how many lines hold none. */
export function readLines(bytes: Uint8Array): LinesRead {
  const events: PlacedEvent[] = [];
  let unreadable = 0;
  for (const line of linesOf(bytes)) {
    const event = eventIn(line) ?? eventIn(restOf(line));
    if (event === undefined) unreadable += 1;
    else events.push(event);
  }
  return { events, unreadable };
}

function eventIn(line: Uint8Array | undefined): PlacedEvent | undefined {
  if (line === undefined || line.length >= lineBytes) return undefined;
  const parsed = parseJsonObject(line);
  const checked = parsed.ok ? eventSchema.safeParse(parsed.value) : undefined;
  const time = checked?.success === true ? parseTime(checked.data.at) : undefined;
  return time === undefined ? undefined : { event: checked?.data as WorkflowEvent, time };
}

/** The last event of a line that begins with one which a process was killed in the middle of. */
function restOf(line: Uint8Array): Uint8Array | undefined {
  for (let at = line.lastIndexOf(openBrace); at > 0; at = line.lastIndexOf(openBrace, at - 1)) {
    if (beginning.every((byte, n) => line[at + n] === byte)) return line.subarray(at);
  }
  return undefined;
}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    if (end > start) yield bytes.subarray(start, end);
    start = end + 1;
  }
}
