import { readCheckpoints } from "../../checkpoints/model/readCheckpoints.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { isRefName, type RefName } from "../../git/repository/refName.ts";
import { listRefs } from "../../git/refs/refs.ts";
import type { LostSession } from "../../sessions/model/lostSession.ts";
import { sessionOnBranch } from "../../worktrees/forkBranch.ts";
import { worktreePath } from "../../worktrees/forkNames.ts";
import { sessionOfBranch } from "../../sessions/model/sessionBranch.ts";
import { worktreeNotes } from "../../worktrees/worktreeNotes.ts";
import type { ForkContext } from "../model/forkContext.ts";

/** The branch that a lost fork was made of. */
export interface AdoptedOfLost {
  readonly ref: RefName;
  readonly head: ObjectId;
  /** Where another tool has it checked out; `undefined`: nowhere, or in a worktree that was made for the fork. */
  readonly worktree: string | undefined;
}

/**
 * The branch that was there before a lost fork: the one its checkpoints were taken on, in a worktree, as the newest tells that says one, else what the
 * worktree in its own place is on. `undefined`: it has a branch of its own, was no fork, that branch is gone, or it is another session's by now.
 */
export async function branchOfLost(
  context: ForkContext,
  { id, branch }: LostSession,
  signal?: AbortSignal,
): Promise<AdoptedOfLost | undefined> {
  if (branch) return undefined;
  const { fs, root, repository, commonDirectory } = context;
  const notes = await worktreeNotes(fs, commonDirectory);
  const own = notes.find(({ worktree }) => worktree === worktreePath(root, id));
  const kept = (await readCheckpoints(repository, id, signal)).filter(({ place }) => place === "worktree");
  const said = [...kept.map((checkpoint) => checkpoint.branch), own?.branch].find((ref) => ref !== undefined);
  if (said === undefined || !isRefName(said) || !said.startsWith("refs/heads/")) return undefined;
  if (sessionOfBranch(said) !== undefined || (await sessionOnBranch(fs, root, said)) !== undefined) return undefined;
  const found = (await listRefs(repository, said)).find(({ ref }) => ref === said);
  if (found === undefined) return undefined;
  const other = notes.find((note) => note.branch === said && note !== own);
  return { ref: said, head: found.id, worktree: own?.branch === said ? undefined : other?.worktree };
}
