import { FileError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { limits } from "../files/directories.ts";
import { joinPath } from "../files/paths.ts";
import { parseTime } from "../base/time.ts";
import { isRefName, refName, type RefName } from "../git/repository/refName.ts";
import type { SessionRecord } from "../sessions/model/session.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import { findSessionNow, locateSessions } from "../sessions/places/findSession.ts";
import type { SessionLocation } from "../sessions/places/sessionLocation.ts";
import { readRecord } from "../sessions/record/readRecord.ts";
import { recordName } from "../sessions/record/record.ts";
import { workflowName } from "../sessions/sessionContext.ts";
import { forkBranchRef } from "./forkNames.ts";
import { adoptedBranch, type BranchRecord, sessionOfBranch } from "../sessions/model/sessionBranch.ts";

/**
 * Full name of the branch of a fork: the one its record names, because the fork was made of a branch that was there before, else `session/<id>`. A record
 * cannot name the branch of another session, and of a session that is no fork `branch` is another tool's word.
 */
export function branchOfRecord(id: SessionId, record: BranchRecord | undefined): RefName {
  return adoptedBranch(record) ?? refName(forkBranchRef(id));
}

/** Where the worktree of such a branch was when the fork was made of it; `undefined`: nowhere, or the fork has a branch of its own. */
export function adoptedWorktree({ fs, root }: RecordPlace, id: SessionId): string | undefined {
  const location = findSessionNow(fs, joinPath(root, workflowName), id);
  const record = location === undefined ? undefined : recordAt(fs, location);
  return adoptedBranch(record) === undefined ? undefined : record?.workspace;
}

/** The branch of a fork by its record on disk, read at once (branchOfRecord). */
export function branchOfFork({ fs, root }: RecordPlace, id: SessionId): RefName {
  const location = findSessionNow(fs, joinPath(root, workflowName), id);
  return branchOfRecord(id, location === undefined ? undefined : recordAt(fs, location));
}

/** When the session of a fork was made, in milliseconds, by its record on disk; `undefined`: that does not say it. */
export function beginningOfFork({ fs, root }: RecordPlace, id: SessionId): number | undefined {
  const location = findSessionNow(fs, joinPath(root, workflowName), id);
  const record = location === undefined ? undefined : recordAt(fs, location);
  return parseTime(record?.meta.created ?? "");
}

/**
 * What a fork may be measured against where no session made that, because it was adopted beside it: a branch of a remote, else one here. None of
 * a session, and of what is no name of a branch.
 */
export function refsOfBaseline(session: string): readonly RefName[] {
  if (parseSessionId(session) !== undefined) return [];
  if (isRefName(session)) return [session];
  // A branch here that is called like one of a remote does not take its place.
  return [`refs/remotes/${session}`, `refs/heads/${session}`].filter(isRefName);
}

/** Branches here by the names that such branches of a remote have there: what is merged here comes to them. */
export function localsOfBaseline(session: string): readonly RefName[] {
  const locals = refsOfBaseline(session).flatMap((ref) => {
    const [, name] = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/u.exec(ref) ?? [];
    return name === undefined ? [] : [`refs/heads/${name}`].filter(isRefName);
  });
  return [...new Set(locals)];
}

/** Refs of what a fork is measured against, the first that stands counts; none where its baseline works in the main checkout. */
export function refsBesideFork(place: RecordPlace, id: SessionId): readonly RefName[] {
  const location = findSessionNow(place.fs, joinPath(place.root, workflowName), id);
  const session = location === undefined ? undefined : recordAt(place.fs, location)?.forked_from?.session;
  const origin = parseSessionId(session ?? "");
  return origin === undefined ? refsOfBaseline(session ?? "") : [branchOfFork(place, origin)];
}

/** The name by which a fork says that it is measured against this branch; read by `refsOfBaseline`. */
export function baselineName(ref: RefName): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//u, "");
}

/** The session whose work is on a branch; `undefined`: none that is not archived. `ref` is a full name. */
export async function sessionOnBranch(fs: FileSystem, root: string, ref: string): Promise<SessionId | undefined> {
  const workflow = joinPath(root, workflowName);
  const own = sessionOfBranch(ref);
  if (own !== undefined) return findSessionNow(fs, workflow, own)?.archived === false ? own : undefined;
  return (await openSessions(fs, root)).find((location) => adoptedBranch(recordAt(fs, location)) === ref)?.id;
}

/**
 * Whether there is a fork of this name that is not archived; `undefined`: there is no session of it. What cannot be read counts as one. `root` holds
 * `.workflow`.
 */
export function isOpenFork({ fs, root }: RecordPlace, id: SessionId): boolean | undefined {
  const location = findSessionNow(fs, joinPath(root, workflowName), id);
  if (location === undefined) return undefined;
  const record = recordAt(fs, location);
  return !location.archived && (record === undefined || record.forked_from !== undefined);
}

/** The session that was made of the branch in this worktree, whatever that is on now; `undefined`: none that is not archived. */
export async function sessionInWorktree(fs: FileSystem, root: string, path: string): Promise<SessionId | undefined> {
  return (await openSessions(fs, root)).find(({ id }) => adoptedWorktree({ fs, root }, id) === path)?.id;
}

/** Full names of all branches that were there before the forks they are of; of archived ones none. */
export async function adoptedBranches(fs: FileSystem, root: string): Promise<ReadonlySet<RefName>> {
  return new Set((await openSessions(fs, root)).flatMap((location) => adoptedBranch(recordAt(fs, location)) ?? []));
}

async function openSessions(fs: FileSystem, root: string): Promise<readonly SessionLocation[]> {
  return (await locateSessions(fs, joinPath(root, workflowName))).filter(({ archived }) => !archived);
}

/** Where records of forks are; `root` holds `.workflow`. */
interface RecordPlace {
  readonly fs: Pick<FileSystem, "kindNow" | "readNow">;
  readonly root: string;
}

/** What cannot be read names no branch. */
function recordAt(fs: RecordPlace["fs"], { id, path }: SessionLocation): SessionRecord | undefined {
  try {
    const reading = fs.readNow(joinPath(path, recordName), limits.jsonBytes);
    return typeof reading === "object" ? readRecord(reading.bytes, id)?.record : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
