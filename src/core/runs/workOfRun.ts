import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { UncommittedWork } from "../forks/proposedMerge.ts";
import { operationsInProgress } from "../git/directory/operationsInProgress.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { openRepository } from "../git/repository/repository.ts";
import { baseOf } from "./changeRun.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";
import { worktreeOf } from "./viewRun.ts";

/** What the run's fork has by now. */
export interface Work {
  readonly base: ObjectId;
  readonly head: ObjectId;
  readonly uncommitted: UncommittedWork | null;
}

/** Throws `refused` while git waits for an operation to be ended there, `not-found` where the branch is gone. */
export async function lookAtWork(context: RunContext, run: FoundRun, signal: AbortSignal | undefined): Promise<Work> {
  const { forks, fs, git } = context;
  const { id } = run.place;
  const base = baseOf(run);
  const [head, uncommitted, worktree] = await Promise.all([
    forks.head(id, signal),
    forks.uncommitted(id, signal),
    worktreeOf(context, id),
  ]);
  if (head === undefined) {
    throw new WorkflowError(
      "not-found",
      say`The fork ${id} has no branch any more.`,
      say`Run the sweep (wfs sweep) to make it again.`,
    );
  }
  if (worktree !== null) {
    const { gitDir } = (await openRepository(git, worktree, signal)).paths;
    const [operation] = await operationsInProgress(fs, { worktree, admin: gitDir });
    if (operation !== undefined) {
      throw new WorkflowError(
        "refused",
        say`A ${operation} is in progress in ${worktree}.`,
        say`End it there (git ${operation} --continue, or --abort), then finish the run; nothing was finished.`,
      );
    }
  }
  return { base, head, uncommitted };
}

/** What the worktree has that no commit of the branch holds; `null`: nothing. */
export function leftOf({ uncommitted }: Work): UncommittedWork | null {
  return uncommitted !== null && (uncommitted.count > 0 || uncommitted.elsewhere !== null) ? uncommitted : null;
}

/** Throws `refused` for work that would be no part of what is handed over. */
export function requireCommitted({ task }: FoundRun, work: Work, mayStay: boolean): void {
  const left = leftOf(work);
  if (left === null || mayStay) return;
  const { count, paths, elsewhere } = left;
  const hint = say`Commit it on the run's branch, or finish without it (--leave-uncommitted): it stays in the worktree, and is no part of the patch.`;
  if (count === 0) {
    throw new WorkflowError(
      "refused",
      say`The worktree of the run ${task} has commits that are not on its branch (${elsewhere?.commits ?? 0}).`,
      hint,
    );
  }
  const more = count > paths.length ? `, … (${count})` : "";
  throw new WorkflowError(
    "refused",
    say`The worktree of the run ${task} has work that is not committed: ${paths.join(", ")}${more}`,
    hint,
  );
}
