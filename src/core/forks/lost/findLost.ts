import { FileError, WorkflowError } from "../../base/errors.ts";
import { lazily } from "../../base/lazily.ts";
import type { FileSystem } from "../../base/ports.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import type { LostSession } from "../../sessions/model/lostSession.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { listPlaces } from "../../sessions/places/findSession.ts";
import { forkBranchRef, worktreePath, worktreesDirectory, worktreesName } from "../../worktrees/forkNames.ts";
import { hasName, isMissing } from "../../worktrees/mayBeLost.ts";
import { refsOfSessions, sessionOfRef } from "../../worktrees/refsOfSessions.ts";
import { lookForWorktree, type WorktreeNote, worktreeNotes } from "../../worktrees/worktreeNotes.ts";
import type { ForkJournal } from "../model/forkJournal.ts";
import { findNeighbours } from "./otherWorkspaces.ts";

export interface LostParts {
  readonly fs: FileSystem;
  /** The directory that holds `.workflow` and `.worktrees`, or held them. */
  readonly root: string;
  /** `<root>/.workflow`. */
  readonly workflow: string;
  /** The git directory all worktrees share; canonical. */
  readonly commonDirectory: string;
  readonly journal: Pick<ForkJournal, "ids" | "read">;
  /** Full names of branches of forks and private refs, as git lists them; asked where its files do not tell. */
  readonly listRefs: () => Promise<readonly string[]>;
}

/**
 * Sessions that git knows of and that have no directory in this `.workflow`, by files. Not among them: what another workspace of the repository has, or
 * has a worktree of; what a change of a fork is in the middle of; and, unless they are asked for (`unplaced`), names that nothing places here in a
 * workspace below the top of its working tree, because they may be of another one that is gone too.
 */
export async function findLost(parts: LostParts, unplaced = false): Promise<readonly LostSession[]> {
  try {
    return await lookForLost(parts, unplaced);
  } catch (error) {
    // Where the directories of sessions cannot be listed, nobody can tell that one is gone.
    if (error instanceof FileError) return [];
    throw error;
  }
}

async function lookForLost(parts: LostParts, unplaced: boolean): Promise<readonly LostSession[]> {
  const { fs, root, workflow, commonDirectory } = parts;
  const here = await namesHere(fs, workflow);
  const isWanted = (id: SessionId): boolean => isMissing(fs, workflow, id) && !here.has(id.toLowerCase());
  const refs = (await refsOfSessions(fs, commonDirectory, isWanted)) ?? (await parts.listRefs());
  const notes = await worktreeNotes(fs, commonDirectory);
  // After the refs: what has just been made of a fork is either still announced, or its session is there by now.
  const busy = await changing(parts.journal);
  const refsById = new Map<SessionId, string[]>();
  for (const ref of refs) {
    const id = sessionOfRef(ref);
    if (id === undefined || busy.has(id) || !isWanted(id)) continue;
    refsById.set(id, [...(refsById.get(id) ?? []), ref]);
  }
  for (const id of ownWorktrees(fs, root, notes)) {
    if (isWanted(id) && !busy.has(id) && !refsById.has(id)) refsById.set(id, []);
  }
  const found: LostSession[] = [];
  const neighbours = lazily(async () => findNeighbours(fs, root, commonDirectory, notes));
  for (const [id, own] of refsById) {
    const worktree = await worktreeOf(parts, id, notes);
    if (!isPlacedHere(root, id, worktree, notes)) {
      if (isOthers(fs, root, id, notes)) continue;
      const { workflows, takesUnplaced } = await neighbours();
      if (workflows.some((other) => hasName(fs, other, id)) || !(takesUnplaced || unplaced)) continue;
    }
    found.push({
      id,
      branch: own.includes(forkBranchRef(id)),
      ...(worktree === undefined ? {} : { worktree }),
      checkpoints: own.filter((ref) => /\/checkpoints\/[1-9]\d*$/u.test(ref)).length,
    });
  }
  return found.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** What stands in the places of sessions, in lower case. Throws where one of them cannot be listed. */
async function namesHere(fs: FileSystem, workflow: string): Promise<ReadonlySet<string>> {
  const listed = [...(await listPlaces(fs, workflow)).values()].flat();
  return new Set(listed.map(({ name }) => name.toLowerCase()));
}

/** Forks that somebody changes now, or was killed while changing: their branch may stand before their session, and a name may be given up. */
async function changing(journal: LostParts["journal"]): Promise<ReadonlySet<SessionId>> {
  const busy = new Set<SessionId>();
  for (const id of await journal.ids()) {
    const state = await journal.read(id);
    if (state.state !== "none") busy.add(id);
    if ("entry" in state && state.entry?.operation === "rename") busy.add(state.entry.to);
  }
  return busy;
}

/** Worktrees that stand where forks of this workspace have theirs, on their own branch or on none, also where the branch is gone. */
function ownWorktrees(fs: FileSystem, root: string, notes: readonly WorktreeNote[]): readonly SessionId[] {
  return notes.flatMap(({ worktree, branch }) => {
    const id = parentPath(worktree) === worktreesDirectory(root) ? parseSessionId(baseName(worktree)) : undefined;
    if (id === undefined || fs.kindNow(joinPath(worktree, ".git")) !== "file") return [];
    return branch === undefined || branch === forkBranchRef(id) ? [id] : [];
  });
}

/** Whether a worktree says that the session is of this workspace: one that stands in its place, or that the repository has on file there. */
function isPlacedHere(
  root: string,
  id: SessionId,
  worktree: string | undefined,
  notes: readonly WorktreeNote[],
): boolean {
  const own = worktreePath(root, id);
  return worktree === own || notes.some((note) => note.worktree === own);
}

/** Whether the fork's branch is checked out where another workspace has the worktrees of its forks, even if that has lost its `.workflow` too. */
function isOthers(fs: FileSystem, root: string, id: SessionId, notes: readonly WorktreeNote[]): boolean {
  return notes.some(({ worktree, branch }) => {
    const directory = parentPath(worktree);
    if (branch !== forkBranchRef(id) || directory === worktreesDirectory(root)) return false;
    return baseName(directory) === worktreesName && fs.kindNow(worktree) === "directory";
  });
}

/** `undefined` also where a worktree stands that does not lead to this repository (any more). */
async function worktreeOf(
  { fs, root, commonDirectory }: LostParts,
  id: SessionId,
  notes: readonly WorktreeNote[],
): Promise<string | undefined> {
  try {
    return (await lookForWorktree(fs, { root, commonDirectory }, id, notes)).link?.worktree;
  } catch (error) {
    if (error instanceof WorkflowError) return undefined;
    throw error;
  }
}
