import { joined, say, type Text } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import type { DirectoryEntry } from "../base/ports.ts";
import { Slices } from "../base/slices.ts";
import { kindProblems, markerProblems } from "./problems/directoryProblems.ts";
import { lookAtPlaces } from "./problems/lookAtPlaces.ts";
import { orUnreadable } from "./problems/orUnreadable.ts";
import type { Listing } from "./places/findSession.ts";
import { sessionIds } from "./places/findSession.ts";
import { isLeftoverName, leftoverProblems } from "./problems/leftovers.ts";
import { lostProblems } from "./problems/lostProblems.ts";
import { peekRecord } from "./record/loadRecord.ts";
import { recordName, type RecordFault } from "./record/record.ts";
import type { LostSession } from "./model/lostSession.ts";
import type { ActiveState, Problem } from "./model/session.ts";
import { adoptedBranch } from "./model/sessionBranch.ts";
import { SharedBranches } from "./problems/sharedBranches.ts";
import { temporaryId, type SessionContext } from "./sessionContext.ts";
import { temporaryName } from "./model/sessionNames.ts";
import { markerPrefix } from "./model/sessionId.ts";
import { phasesFolder, savesFolder } from "./model/sessionNames.ts";
import { lockName } from "../files/lockNames.ts";
import { sessionLocation, type SessionLocation } from "./places/sessionLocation.ts";

/** Folders of a session that operations make and refuse to do without. */
const neededFolders: ReadonlySet<string> = new Set([phasesFolder, savesFolder, lockName]);

/** A session's record, and what is in its directory; `undefined`: that could not be listed. */
export type OnSession = (location: SessionLocation, names: readonly string[] | undefined) => void;

export interface Findings {
  /** What is wrong, markers first, then by path. */
  readonly problems: readonly Problem[];
  readonly state: ActiveState;
  /** They are among the problems. */
  readonly lost: readonly LostSession[];
}

/**
 * Looks for everything wrong in `.workflow`, or with its absence. Reads only, each record and each directory once. What other programs
 * may be in the middle of (a directory being built, a lock) counts only once it is a minute old. What cannot be read is a problem, too, and stops
 * nothing.
 *
 * @param onSession told of each session, archived ones included
 */
export async function findProblems(context: SessionContext, onSession?: OnSession): Promise<Findings> {
  const { fs, marker, clock } = context.parts;
  const lost = await context.lost();
  const gone = lostProblems(context.directory, lost);
  if (!(await context.exists())) return { problems: gone, state: { active: undefined, state: "none" }, lost };
  const { state, resolution } = await marker.inspect();
  const listed = (await fs.entries(context.directory)) ?? [];
  const entries = listed.filter(({ name }) => !name.startsWith(markerPrefix));
  const { listings, problems: placed } = await lookAtPlaces(fs, context.directory, entries);
  const found: Problem[] = [
    ...placed,
    ...(await leftoverProblems(
      fs,
      clock,
      context.directory,
      entries.map(({ name }) => name),
    )),
    ...((await context.parts.unfinished?.problems()) ?? []),
    ...gone,
  ];
  const temporary = entries.some(({ name, kind }) => name === temporaryName && kind === "directory");
  const places = [...sessionsIn(context, listings), ...(temporary ? [context.temporaryPlace()] : [])];
  const slices = new Slices(clock);
  const branches = new SharedBranches();
  for (const location of places) {
    if (slices.due) await slices.rest();
    const { record, fault } = peekRecord(fs, location) ?? (await context.parts.records.read(location));
    recordProblems(context, location, fault, found);
    const shared = branches.add(location, adoptedBranch(record));
    if (shared !== undefined) found.push(shared);
    const names = fs.namesNow(location.path) ?? (await listInside(context, location, fault, found));
    if (names?.some(isLookedAt) === true) found.push(...(await insideProblems(context, location, names)));
    if (location.id !== temporaryId) onSession?.(location, names);
  }
  const problems = [...markerProblems(context.directory, resolution, clock.now()), ...found.toSorted(byPath)];
  return { problems, state, lost };
}

/** Names that can be a problem at all. */
const isLookedAt = (name: string): boolean => neededFolders.has(name) || isLeftoverName(name);

function byPath(a: Problem, b: Problem): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

/** Every directory of a session, also those that others of the name come before. */
function sessionsIn(context: SessionContext, listings: readonly Listing[]): readonly SessionLocation[] {
  return listings.flatMap(({ place, entries }) =>
    sessionIds(entries).map((id) => sessionLocation(context.directory, id, place)),
  );
}

/** Adds what is wrong with a session's record. */
function recordProblems(
  context: SessionContext,
  location: SessionLocation,
  fault: RecordFault | undefined,
  found: Problem[],
): void {
  const temporary = context.isTemporary(location);
  const path = joinPath(location.path, recordName);
  if (fault !== undefined && !(temporary && fault.code === "wrong-session-id")) {
    const message = joined([location.id, fault.message], ": ");
    found.push({ code: fault.code, message, path, ...about(context, location), ...repairOf(fault) });
  }
}

function about(context: SessionContext, location: SessionLocation): Pick<Problem, "session"> {
  return context.isTemporary(location) ? {} : { session: location.id };
}

/** What is in a session's directory that cannot be listed at once; adds the problem that it cannot be listed at all. */
async function listInside(
  context: SessionContext,
  location: SessionLocation,
  fault: RecordFault | undefined,
  found: Problem[],
): Promise<readonly string[] | undefined> {
  return await orUnreadable(
    location.path,
    async () => await context.parts.fs.names(location.path),
    (problem) => {
      // A session whose record cannot be read says so already.
      if (fault?.code !== "unreadable") found.push({ ...problem, ...about(context, location) });
      return undefined;
    },
  );
}

/** What is wrong in a session's directory, besides its record. */
async function insideProblems(
  context: SessionContext,
  location: SessionLocation,
  names: readonly string[],
): Promise<readonly Problem[]> {
  const { fs, clock } = context.parts;
  const inside = async (): Promise<readonly Problem[]> => {
    const folders: DirectoryEntry[] = [];
    for (const name of names.filter((one) => neededFolders.has(one))) {
      const stat = await fs.lstat(joinPath(location.path, name));
      if (stat !== undefined) folders.push({ name, kind: stat.kind });
    }
    return [...kindProblems(location.path, folders), ...(await leftoverProblems(fs, clock, location.path, names))];
  };
  const problems = await orUnreadable(location.path, inside, (problem) => [problem]);
  return problems.map((problem) => ({ ...problem, ...about(context, location) }));
}

const repairs: Readonly<Record<RecordFault["code"], Text | undefined>> = {
  "missing-record": say`A record will be made from the template and the directory's name.`,
  "corrupt-record": say`It will be kept beside as .corrupt-<time>, and rebuilt from what is readable and the template.`,
  "wrong-session-id": say`Its session_id will be set to the directory's name.`,
  unreadable: undefined,
};

function repairOf({ code }: RecordFault): Pick<Problem, "repair"> {
  const repair = repairs[code];
  return repair === undefined ? {} : { repair };
}
