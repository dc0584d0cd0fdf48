import { FileError, passes } from "../errors.ts";
import { joinPath } from "../paths.ts";
import type { DirectoryEntry } from "../ports.ts";
import { Slices } from "../slices.ts";
import { archiveTwins, kindProblems, markerProblems, nameProblems } from "./directoryProblems.ts";
import { benchName } from "./editBench.ts";
import { leftoverProblems } from "./leftovers.ts";
import { recordName, type RecordFault } from "./record.ts";
import type { Problem } from "./session.ts";
import { temporaryName, type SessionContext } from "./sessionContext.ts";
import { phasesFolder, savesFolder } from "./sessionFiles.ts";
import { parseSessionId, type SessionId } from "./sessionId.ts";
import { archiveName, sessionPlace, type SessionPlace } from "./sessionView.ts";

/** How many sessions are looked at side by side; few, so that the event loop is not blocked. */
const width = 8;

/** Folders of a session that operations make and refuse to do without. */
const neededFolders: ReadonlySet<string> = new Set([phasesFolder, savesFolder, benchName]);

/**
 * Everything wrong in `.workflow` (seed, "Recovery Strategies"), markers first, then by path. Reads only. What other programs may be in the
 * middle of (a directory being built, a bench) counts only once it is a minute old. What cannot be read is a problem, too, and stops nothing.
 */
export async function findProblems(context: SessionContext): Promise<readonly Problem[]> {
  const { fs, marker, clock } = context.parts;
  if (!(await context.exists())) return [];
  const { state, resolution } = await marker.inspect();
  const entries = (await fs.entries(context.directory)) ?? [];
  const archive = joinPath(context.directory, archiveName);
  const { archived, unreadable } = await readArchive(context, entries);
  const found: Problem[] = [
    ...nameProblems(context.directory, entries),
    ...kindProblems(
      context.directory,
      entries.filter(({ name }) => name === archiveName || name === temporaryName),
    ),
    ...unreadable,
    ...nameProblems(archive, archived),
    ...archiveTwins(archive, entries, archived),
    ...(await leftoverProblems(
      fs,
      clock,
      context.directory,
      entries.map(({ name }) => name),
    )),
  ];
  const temporary = entries.some(({ name, kind }) => name === temporaryName && kind === "directory");
  const places = [
    ...sessionsIn(context, entries, false),
    ...sessionsIn(context, archived, true),
    ...(temporary ? [context.temporaryPlace()] : []),
  ];
  const slices = new Slices(clock);
  for (let start = 0; start < places.length; start += width) {
    if (slices.due) await slices.rest();
    const some = places.slice(start, start + width);
    const each = await Promise.all(some.map(async (place) => await sessionProblems(context, place, state.active)));
    found.push(...each.flat());
  }
  return [...markerProblems(context.directory, resolution), ...found.toSorted(byPath)];
}

interface ArchiveReading {
  readonly archived: readonly DirectoryEntry[];
  readonly unreadable: readonly Problem[];
}

async function readArchive(context: SessionContext, entries: readonly DirectoryEntry[]): Promise<ArchiveReading> {
  const there = entries.some(({ name, kind }) => name === archiveName && kind === "directory");
  if (!there) return { archived: [], unreadable: [] };
  const path = joinPath(context.directory, archiveName);
  return await orUnreadable<ArchiveReading>(
    path,
    async () => ({ archived: (await context.parts.fs.entries(path)) ?? [], unreadable: [] }),
    (problem) => ({ archived: [], unreadable: [problem] }),
  );
}

/** What `read` finds, or what `otherwise` makes of the problem that it could not be read. */
async function orUnreadable<T>(path: string, read: () => Promise<T>, otherwise: (problem: Problem) => T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FileError) || passes(error)) throw error;
    return otherwise({ code: "unreadable", message: `${error.message}. ${error.hint}`, path });
  }
}

function byPath(a: Problem, b: Problem): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

function sessionsIn(
  context: SessionContext,
  entries: readonly DirectoryEntry[],
  archived: boolean,
): readonly SessionPlace[] {
  return entries.flatMap(({ name, kind }) => {
    const id = kind === "directory" ? parseSessionId(name) : undefined;
    return id === undefined ? [] : [sessionPlace(context.directory, id, archived)];
  });
}

async function sessionProblems(
  context: SessionContext,
  place: SessionPlace,
  active: SessionId | undefined,
): Promise<readonly Problem[]> {
  const { records } = context.parts;
  const temporary = context.isTemporary(place);
  const about = temporary ? {} : { session: place.id };
  const path = joinPath(place.path, recordName);
  const found: Problem[] = [];
  const { record, fault } = await records.read(place);
  if (fault !== undefined && !(temporary && fault.code === "wrong-session-id")) {
    found.push({ code: fault.code, message: `${place.id}: ${fault.message}`, path, ...about, ...repairOf(fault) });
  } else if (!temporary && !place.archived && (record.status === "active") !== (place.id === active)) {
    const wanted = place.id === active ? "active" : "paused";
    const why =
      place.id === active ? "its marker makes it the active session" : "no marker makes it the active session";
    found.push({
      code: "status-mismatch",
      message: `${place.id}: its record says “${record.status}”, but ${why}.`,
      path,
      ...about,
      repair: `Its status will be set to “${wanted}”.`,
    });
  }
  const inside = await orUnreadable(
    place.path,
    async () => await insideProblems(context, place),
    // A session whose record cannot be read says so already.
    (problem) => (fault?.code === "unreadable" ? [] : [problem]),
  );
  return [...found, ...inside.map((problem) => ({ ...problem, ...about }))];
}

/** What is wrong in a session's directory, besides its record. */
async function insideProblems(context: SessionContext, place: SessionPlace): Promise<readonly Problem[]> {
  const { fs, clock } = context.parts;
  const names = (await fs.names(place.path)) ?? [];
  const folders: DirectoryEntry[] = [];
  for (const name of names.filter((one) => neededFolders.has(one))) {
    const stat = await fs.lstat(joinPath(place.path, name));
    if (stat !== undefined) folders.push({ name, kind: stat.kind });
  }
  return [...kindProblems(place.path, folders), ...(await leftoverProblems(fs, clock, place.path, names))];
}

const repairs: Readonly<Record<RecordFault["code"], string | undefined>> = {
  "missing-record": "A record will be made from the template and the directory's name.",
  "corrupt-record": "It will be kept beside as .corrupt-<time>, and rebuilt from what is readable and the template.",
  "wrong-session-id": "Its session_id will be set to the directory's name.",
  unreadable: undefined,
};

function repairOf({ code }: RecordFault): Pick<Problem, "repair"> {
  const repair = repairs[code];
  return repair === undefined ? {} : { repair };
}
