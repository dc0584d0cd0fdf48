import { makeInside } from "../files/directories.ts";
import { joinPath } from "../files/paths.ts";
import { attemptsName, leftFiles } from "./finish/keptFiles.ts";
import { beginRenewal, type ChangeOptions, clearScratch, openRun, setUpAgain } from "./changeRun.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";
import type { RenewedRun } from "./resetRun.ts";

export interface RetriedRun extends RenewedRun {
  /** Requests about the work of before, which is no longer on the branch. */
  readonly stale: readonly string[];
}

/**
 * Begins the next attempt of a run from the same base, lane and prompt in a fresh capsule; also of one that is finished. What the attempt has had is kept in a pinned checkpoint, what it
 * has left in the run's directory moves to `attempts/<n>/`.
 */
export async function retryRun(context: RunContext, task: string, options: ChangeOptions): Promise<RetriedRun> {
  const { store, forks, events } = context;
  return store.alone(task, async () => {
    const before = await openRun(context, task);
    const kept = await beginRenewal(context, before, "retry", options);
    const { base, head, checkpoint } = kept;
    const { id } = before.place;
    const waiting = (await (await context.requests()).list()).filter(({ session }) => session === id);
    await putAttemptAway(context, kept.run);
    const opened = await forks.reset(id, { ...options, base, head, anew: true });
    await clearScratch(context, kept.run, true);
    const renewed = { pending: undefined, state: "ready", yielded: undefined } as const;
    const begun = await store.change(kept.run, ({ attempt }) => ({ ...renewed, attempt: attempt + 1 }));
    const { lane, attempt } = begun.record;
    const { worktree } = opened;
    await events.note("run.retried", id, { task, lane, attempt, base, worktree, checkpoint });
    const stale = head === base ? [] : waiting.map((request) => request.id);
    const { run, setup } = await setUpAgain(context, begun, worktree, options);
    return { run, opened, setup, checkpoint, ignored: kept.ignored, stale };
  });
}

async function putAttemptAway({ fs }: RunContext, { task, directory, record }: FoundRun): Promise<void> {
  const own = joinPath(directory, attemptsName, String(record.attempt));
  for (const [, name] of leftFiles(task)) {
    if ((await fs.lstat(joinPath(directory, name)))?.kind !== "file") continue;
    await makeInside(fs, directory, [attemptsName]);
    await makeInside(fs, directory, [attemptsName, String(record.attempt)]);
    await fs.rename(joinPath(directory, name), joinPath(own, name));
  }
}
