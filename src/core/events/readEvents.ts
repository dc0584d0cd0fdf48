import { FileError } from "../base/errors.ts";
import type { Clock, FileStat, FileSystem } from "../base/ports.ts";
import { Slices } from "../base/slices.ts";
import { writtenAt } from "../files/fileAge.ts";
import { joinPath } from "../files/paths.ts";
import { sameBytes } from "../files/sameBytes.ts";
import {
  eventsDirectory,
  keptBytes,
  keptFiles,
  keptSegments,
  lineBytes,
  segmentBytes,
  segmentsIn,
  type Segment,
} from "./eventFiles.ts";
import { mergeEvents } from "./mergeEvents.ts";
import type { WorkflowEvent } from "./model/event.ts";
import { type PlacedEvent, readLines } from "./readLines.ts";

/** What is read of a segment: its size may be exceeded by the processes that write when it is full. */
const largest = 4 * segmentBytes;

/** Segments that are looked at at all; there are no more than `keptFiles` unless somebody has put them there. */
const mostLooked = 4096;

/** Bytes that are read at a time, which takes some milliseconds; no line is longer. */
const pieceBytes = 2 * lineBytes;

/** Bytes of a segment's beginning by which it is known again: those of another one of its name have another time in them. */
const headBytes = 64;

/** How much later than its file an event may say it was, milliseconds: clocks of machines differ. */
const clockTolerance = 60 * 60 * 1000;

interface Position {
  readonly stat: Pick<FileStat, "ino" | "size">;
  readonly head: Uint8Array;
  /** Bytes of whole lines that were read. */
  readonly offset: number;
}

/** How far each segment has been read, by its name. */
export type EventCursor = ReadonlyMap<string, Position>;

/** Where events are read from, and which of them may be told to whoever reads: a source gives none without that (sessions/scope/ownEvents.ts). */
export interface EventSource {
  readonly fs: FileSystem;
  /** `.workflow`. */
  readonly workflow: string;
  readonly own: (events: readonly WorkflowEvent[]) => Promise<readonly WorkflowEvent[]>;
}

export interface EventFilter {
  /** Those of this time and later: milliseconds since 1970. */
  readonly since?: number;
  /** Those of one session, under the name it had then. */
  readonly session?: string;
  /** Given where a window reads: long readings let the event loop turn. */
  readonly clock?: Clock;
}

export interface EventsRead {
  /** By time, and of one writer in the order of its files. */
  readonly events: readonly WorkflowEvent[];
  readonly cursor: EventCursor;
  /** Lines that are no events. */
  readonly unreadable: number;
}

/**
 * Events of a workspace. `from`: where an earlier reading has ended, after which only what is new is read and answered; of a segment that another has taken the place of, all. What cannot be
 * read (a link, a FIFO, no permission) is left out.
 */
export async function readEvents(
  { fs, workflow, own }: EventSource,
  from: EventCursor = new Map(),
  filter: EventFilter = {},
): Promise<EventsRead> {
  const directory = eventsDirectory(workflow);
  const cursor = new Map<string, Position>();
  const byWriter = new Map<string, PlacedEvent[]>();
  let unreadable = 0;
  for (const { name, writer, stat } of await standing(fs, directory)) {
    const path = joinPath(directory, name);
    const before = from.get(name);
    if (before !== undefined && isSame(before.stat, stat)) {
      cursor.set(name, before);
      continue;
    }
    const part = await readNew(fs, path, stat, before, filter);
    if (part === undefined) continue;
    cursor.set(name, part.position);
    const ofWriter = byWriter.get(writer);
    if (ofWriter === undefined) byWriter.set(writer, part.events);
    else for (const event of part.events) ofWriter.push(event);
    unreadable += part.unreadable;
  }
  return { events: await own(await mergeEvents([...byWriter.values()], filter.clock)), cursor, unreadable };
}

/** Where everything ends now, from which only what is still to come is read. */
export async function endOfEvents(source: EventSource): Promise<EventCursor> {
  return (await readEvents(source, new Map(), { since: Infinity })).cursor;
}

interface Standing extends Segment {
  readonly stat: FileStat;
}

/** The segments that are read, the newest of each writer and of all; those of a writer in their order. */
async function standing(fs: FileSystem, directory: string): Promise<readonly Standing[]> {
  if (fs.kindNow(directory) !== "directory") return [];
  const segments = segmentsIn((await orNothing(async () => fs.names(directory))) ?? []).slice(0, mostLooked);
  const found: Standing[] = [];
  for (const [at, segment] of segments.entries()) {
    if (segments[at + keptSegments]?.writer === segment.writer) continue;
    const stat = await orNothing(async () => fs.lstat(joinPath(directory, segment.name)));
    if (stat?.kind === "file") found.push({ ...segment, stat });
  }
  let bytes = 0;
  const newest = found.toSorted((a, b) => Number(b.stat.mtimeNs - a.stat.mtimeNs)).slice(0, keptFiles);
  const kept = newest.filter(({ stat }) => (bytes += Math.min(stat.size, largest)) <= 2 * keptBytes);
  const names = new Set(kept.map(({ name }) => name));
  return found.filter(({ name }) => names.has(name));
}

function isSame(a: Position["stat"], b: Position["stat"]): boolean {
  return a.ino === b.ino && a.size === b.size;
}

interface PartRead {
  readonly position: Position;
  readonly events: PlacedEvent[];
  readonly unreadable: number;
}

/** `undefined`: it is gone, or cannot be read. */
async function readNew(
  fs: FileSystem,
  path: string,
  stat: FileStat,
  before: Position | undefined,
  filter: EventFilter,
): Promise<PartRead | undefined> {
  const head = (await orNothing(async () => fs.readPart(path, 0, headBytes)))?.bytes;
  if (head === undefined) return undefined;
  const isContinued = before !== undefined && before.offset <= stat.size && beginsWith(head, before.head);
  const start = isContinued ? before.offset : 0;
  const { since = 0 } = filter;
  const latest = writtenAt(stat) + clockTolerance;
  if (latest < since) {
    const position = { stat, head, offset: Math.min(stat.size, largest) };
    return { position, events: [], unreadable: 0 };
  }
  const slices = filter.clock === undefined ? undefined : new Slices(filter.clock);
  const events: PlacedEvent[] = [];
  let unreadable = 0;
  let offset = start;
  for (;;) {
    const part = await orNothing(async () => fs.readPart(path, offset, Math.min(pieceBytes, largest - offset)));
    if (part === undefined || part.bytes.length === 0) break;
    // What has no line feed behind it is still being written, and one that never ends is no event.
    const whole = part.bytes.lastIndexOf(10) + 1;
    if (whole === 0 && part.bytes.length < pieceBytes) break;
    const lines = readLines(part.bytes.subarray(0, whole));
    unreadable += whole === 0 ? 1 : lines.unreadable;
    for (const one of lines.events) {
      // What says it was after its file was written is placed by what stands before it.
      if (isWanted(one, filter)) events.push(one.time > latest ? { ...one, time: 0 } : one);
    }
    offset += whole === 0 ? part.bytes.length : whole;
    if (slices?.due === true) await slices.rest();
  }
  const position = { stat, head: head.subarray(0, offset), offset };
  return { position, events, unreadable };
}

function beginsWith(bytes: Uint8Array, head: Uint8Array): boolean {
  return sameBytes(bytes.subarray(0, head.length), head);
}

function isWanted({ event, time }: PlacedEvent, { since = 0, session }: EventFilter): boolean {
  return time >= since && (session === undefined || event.session === session);
}

async function orNothing<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
