import type { OpenedFork, SetupResult } from "../forks/openFork.ts";
import {
  beginChange,
  type ChangeOptions,
  clearScratch,
  openRun,
  requireHeld,
  requireIdle,
  failedSetup,
  setUp,
} from "./changeRun.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";

export interface RenewedRun {
  readonly run: FoundRun;
  readonly opened: OpenedFork;
  readonly setup: SetupResult | null;
  /** The pinned checkpoint of what was there; `null`: there was nothing. */
  readonly checkpoint: number | null;
}

/**
 * Brings the capsule of a run back to its base where it stands: branch, index, files, none that the attempt has added, no operation in progress, an empty scratch directory. The
 * attempt goes on. The work is kept first; a call that was cut off is carried on by the next one.
 */
export async function resetRun(context: RunContext, task: string, options: ChangeOptions): Promise<RenewedRun> {
  const { store, forks, events } = context;
  return store.alone(task, async () => {
    const before = await openRun(context, task);
    await requireIdle(context, before);
    const kept = await beginChange(context, before, "reset", options);
    requireHeld(kept);
    const { base, head, checkpoint } = kept;
    const opened = await forks.reset(before.place.id, { ...options, base, head });
    await clearScratch(context, kept.run, true);
    const setup = await setUp(context, kept.run, opened.worktree, options.signal);
    const run = await store.change(kept.run, () => ({
      pending: undefined,
      state: "ready",
      finished: undefined,
      setup_failed: failedSetup(setup),
    }));
    const { lane, attempt } = run.record;
    await events.note("run.reset", run.place.id, { task, lane, attempt, base, checkpoint });
    return { run, opened, setup, checkpoint };
  });
}
