import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import type { IgnoredPath } from "../forks/removal/ignoredPaths.ts";
import type { OpenedFork, SetupResult } from "../forks/openFork.ts";
import { beginRenewal, type ChangeOptions, clearScratch, openRun, setUpAgain } from "./changeRun.ts";
import { resultName } from "./finish/keptFiles.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";

export interface RenewedRun {
  readonly run: FoundRun;
  readonly opened: OpenedFork;
  readonly setup: SetupResult | null;
  /** The pinned checkpoint of what was there; `null`: there was nothing. */
  readonly checkpoint: number | null;
  /** What git ignored there, which no checkpoint holds and which is gone. */
  readonly ignored: readonly IgnoredPath[];
}

/**
 * Brings the capsule of a run back to its base where it stands: branch, index, files, none that the attempt has added, no operation in progress, an empty scratch directory. The
 * attempt goes on, so one that has a result is refused: `retry` puts that away. The work is kept first; a call that was cut off is carried on by the next one.
 */
export async function resetRun(context: RunContext, task: string, options: ChangeOptions): Promise<RenewedRun> {
  const { store, forks, events } = context;
  return store.alone(task, async () => {
    const before = await openRun(context, task);
    await requireNoResult(context, before);
    const kept = await beginRenewal(context, before, "reset", options);
    const { base, head, checkpoint } = kept;
    const opened = await forks.reset(before.place.id, { ...options, base, head });
    await clearScratch(context, kept.run, true);
    const begun = await store.change(kept.run, () => ({ pending: undefined, state: "ready" }));
    const { lane, attempt } = begun.record;
    await events.note("run.reset", begun.place.id, { task, lane, attempt, base, checkpoint });
    const { run, setup } = await setUpAgain(context, begun, opened.worktree, options);
    return { run, opened, setup, checkpoint, ignored: kept.ignored };
  });
}

async function requireNoResult({ fs }: RunContext, { task, directory, record }: FoundRun): Promise<void> {
  const hasResult = (await fs.lstat(joinPath(directory, resultName))) !== undefined;
  if (record.state !== "needs-review" && !hasResult) return;
  throw new WorkflowError(
    "refused",
    say`The attempt ${record.attempt} of the run ${task} is finished, and its result would say what is no longer there.`,
    say`Begin another attempt (wfs run retry ${task}), which keeps what this one has left.`,
  );
}
