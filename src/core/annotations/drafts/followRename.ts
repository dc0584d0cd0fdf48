import { WorkflowError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { Ports } from "../../files/recordLock.ts";
import { joinPath } from "../../files/paths.ts";
import { annotationsFolder, approvalsFolder } from "../../sessions/model/sessionNames.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import { readAnnotations } from "../annotationFiles.ts";
import { idOfFileName } from "../annotationId.ts";
import { type DraftedSession, draftedSessionName, isOwner, isSame, readIdentity, readMark } from "./draftedSession.ts";
import { inTurn } from "./draftLock.ts";
import { isJournalName } from "./sendJournal.ts";

export interface FollowOptions extends Ports {
  /** Where the drafts of the workspace are: a directory of the reviewer's own, outside of it. */
  readonly directory: string;
  readonly sessions: Pick<Sessions, "directory" | "get">;
}

/** Directories of drafts, the one to be brought into the other. */
interface Move {
  readonly from: string;
  readonly to: string;
}

const asidePrefix = "former-";
const asideBytes = 6;

/**
 * Takes the drafts along of a session that was renamed, by whichever door, beside those that were written since. They are known by the session's directory,
 * which stays the same one; where that tells nothing, those of a session that is gone belong to the one that has the requests they were written on. Drafts of
 * another session that had this name before are moved aside first, where it finds them under the name it has now.
 */
export async function followRename(options: FollowOptions, session: SessionId): Promise<void> {
  if ((await movesFor(options, session)).length > 0) await inTurn(options, async () => followInTurn(options, session));
}

/** The same for whoever has the turn. */
export async function followInTurn(options: FollowOptions, session: SessionId): Promise<void> {
  for (const { from, to } of await movesFor(options, session)) await bring(options.fs, from, to);
}

async function movesFor(options: FollowOptions, session: SessionId): Promise<readonly Move[]> {
  const { fs, directory, random } = options;
  const names = (await fs.names(directory)) ?? [];
  const path = names.length === 0 ? undefined : await pathOf(options, session);
  if (path === undefined) return [];
  const identity = await readIdentity(options, session);
  const own = joinPath(directory, session);
  const moves: Move[] = [];
  const mark = names.includes(session) ? await readMark(options, own) : undefined;
  if (mark !== undefined && !(await isOwner(options, identity, mark))) {
    moves.push({ from: own, to: joinPath(directory, asidePrefix + random.hex(asideBytes)) });
  }
  for (const name of names) {
    const drafts = joinPath(directory, name);
    if (name !== session && (await isOf(options, name, { path, identity }))) moves.push({ from: drafts, to: own });
  }
  return moves;
}

/** Whether the drafts under another name are those of this session. */
async function isOf(
  options: FollowOptions,
  name: string,
  { path, identity }: { readonly path: string; readonly identity: DraftedSession | undefined },
): Promise<boolean> {
  const former = parseSessionId(name);
  if (former === undefined && !name.startsWith(asidePrefix)) return false;
  const drafts = joinPath(options.directory, name);
  const mark = await readMark(options, drafts);
  if (isSame(identity, mark)) return true;
  if (mark !== undefined && mark.created !== identity?.created) return false;
  const isGone = former === undefined || (await pathOf(options, former)) === undefined;
  return isGone && (await areOf(options, drafts, path));
}

/**
 * The comments first and what is known of them last, so that a kill in between leaves nothing that is not found again. Ids are nobody else's, so nothing is
 * replaced; what is no draft stays.
 */
async function bring(fs: FileSystem, from: string, to: string): Promise<void> {
  if ((await fs.lstat(to)) === undefined) {
    await fs.rename(from, to);
    return;
  }
  const [comments, into] = [joinPath(from, annotationsFolder), joinPath(to, annotationsFolder)];
  await fs.makeDirectory(into);
  for (const name of ((await fs.names(comments)) ?? []).filter((each) => idOfFileName(each) !== undefined)) {
    await fs.rename(joinPath(comments, name), joinPath(into, name));
  }
  await fs.removeDirectory(comments);
  for (const name of ((await fs.names(from)) ?? []).filter(isJournalName)) {
    await fs.rename(joinPath(from, name), joinPath(to, name));
  }
  await fs.syncDirectory(to);
  await fs.remove(joinPath(from, draftedSessionName));
  await fs.removeDirectory(from);
}

/** Whether one of the drafts was written on a request that this session has. */
async function areOf(options: FollowOptions, drafts: string, session: string): Promise<boolean> {
  for (const file of await readAnnotations(options, drafts)) {
    if (file.kind === "note" && file.request !== undefined && (await hasRequest(options.fs, session, file.request)))
      return true;
  }
  return false;
}

async function hasRequest(fs: Pick<FileSystem, "lstat">, session: string, request: string): Promise<boolean> {
  return (await fs.lstat(joinPath(session, approvalsFolder, request)))?.kind === "directory";
}

async function pathOf({ sessions }: FollowOptions, id: SessionId): Promise<string | undefined> {
  try {
    return (await sessions.get(id)).path;
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "not-found") return undefined;
    throw error;
  }
}
