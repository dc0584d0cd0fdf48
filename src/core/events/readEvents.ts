import * as z from "zod/mini";
import { FileError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { parseTime } from "../base/time.ts";
import { parseJsonBytes } from "../files/jsonBytes.ts";
import { joinPath } from "../files/paths.ts";
import { eventsDirectory, segmentBytes, segmentsIn } from "./eventFiles.ts";
import type { WorkflowEvent } from "./model/event.ts";

const eventSchema = z.looseObject({
  at: z.iso.datetime(),
  session: z.nullable(z.string().check(z.maxLength(250))),
  actor: z.string().check(z.maxLength(200)),
  type: z.string().check(z.maxLength(100)),
});

/** What is read of a segment: its size may be exceeded by the processes that write when it is full. */
const maxBytes = 4 * segmentBytes;

/** How far each segment has been read. */
export type EventCursor = ReadonlyMap<string, number>;

export interface EventsRead {
  /** By time, and of one segment in its order. */
  readonly events: readonly WorkflowEvent[];
  readonly cursor: EventCursor;
  /** Lines that are no events. */
  readonly unreadable: number;
}

/** Events of a workspace. `from`: where an earlier reading has ended, after which only what is new is answered. */
export async function readEvents(fs: FileSystem, workflow: string, from: EventCursor = new Map()): Promise<EventsRead> {
  const directory = eventsDirectory(workflow);
  const events: WorkflowEvent[] = [];
  const cursor = new Map<string, number>();
  let unreadable = 0;
  for (const { name } of segmentsIn((await fs.names(directory)) ?? [])) {
    const bytes = await readSegment(fs, joinPath(directory, name));
    const start = Math.min(from.get(name) ?? 0, bytes.length);
    // What has no line feed behind it is still being written.
    const end = bytes.lastIndexOf(10) + 1;
    cursor.set(name, Math.max(start, end));
    for (const line of linesOf(bytes.subarray(start, Math.max(start, end)))) {
      const parsed = eventSchema.safeParse(parseJsonBytes(line));
      if (parsed.success) events.push(parsed.data as WorkflowEvent);
      else unreadable += 1;
    }
  }
  return { events: events.toSorted((a, b) => timeOf(a) - timeOf(b)), cursor, unreadable };
}

const timeOf = ({ at }: WorkflowEvent): number => parseTime(at) ?? 0;

async function readSegment(fs: FileSystem, path: string): Promise<Uint8Array> {
  try {
    return (await fs.read(path, maxBytes)) ?? new Uint8Array();
  } catch (error) {
    if (error instanceof FileError) return new Uint8Array();
    throw error;
  }
}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (end > start) yield bytes.subarray(start, end);
    start = end + 1;
  }
}
