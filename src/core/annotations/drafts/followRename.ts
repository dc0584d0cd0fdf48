import { WorkflowError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { Ports } from "../../files/recordLock.ts";
import { joinPath } from "../../files/paths.ts";
import { annotationsFolder, approvalsFolder } from "../../sessions/model/sessionNames.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import { readAnnotations } from "../annotationFiles.ts";
import { idOfFileName } from "../annotationId.ts";
import { areDraftsOf, draftedSessionName, readIdentity } from "./draftedSession.ts";
import { isJournalName } from "./sendJournal.ts";

export interface FollowOptions extends Ports {
  /** Where the drafts of the workspace are: a directory of the reviewer's own, outside of it. */
  readonly directory: string;
  readonly sessions: Pick<Sessions, "get">;
}

/**
 * Takes the drafts along of a session that was renamed, by whichever door, beside those that were written since. They are known by the session's directory,
 * which stays the same one; where that tells nothing, those of a session that is gone belong to the one that has the requests they were written on.
 */
export async function followRename(options: FollowOptions, session: SessionId): Promise<void> {
  const { fs, directory } = options;
  const names = ((await fs.names(directory)) ?? []).filter((name) => name !== session);
  if (names.length === 0) return;
  const path = await pathOf(options, session);
  if (path === undefined) return;
  const identity = await readIdentity(options, session);
  for (const name of names) {
    const former = parseSessionId(name);
    if (former === undefined) continue;
    const drafts = joinPath(directory, former);
    const isMarked = identity !== undefined && (await areDraftsOf(options, drafts, identity));
    const isTheirs =
      isMarked || ((await pathOf(options, former)) === undefined && (await areOf(options, drafts, path)));
    if (isTheirs) await bring(fs, drafts, joinPath(directory, session));
  }
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
