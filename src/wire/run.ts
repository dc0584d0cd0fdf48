import type { Waiting } from "../core/runs/queueRun.ts";
import type { SetupResult } from "../core/forks/openFork.ts";
import type { FinishedRun } from "../core/runs/finishRun.ts";
import type { WithRedacted } from "../core/redaction/givenText.ts";
import type { ProgramInRun, TouchedFiles } from "../core/runs/programInRun.ts";
import type { RenewedRun } from "../core/runs/resetRun.ts";
import type { RetriedRun } from "../core/runs/retryRun.ts";
import type { TornDown } from "../core/runs/teardownRun.ts";
import type { RunDetails } from "../core/runs/detailsOfRun.ts";
import type { RunView } from "../core/runs/viewRun.ts";
import type {
  FinishedRunJson,
  ProgramJson,
  QueueJson,
  ResetRunJson,
  RetriedRunJson,
  RunExecJson,
  RunJson,
  RunsJson,
  ShownRunJson,
  StartedRunJson,
  TornDownJson,
  WaitingRunJson,
} from "./schemas/run.ts";

function runJson({ task, place, record, state, worktree, checks, artifacts }: RunView): RunJson {
  const { lane, enforcement, attempt } = record;
  const recorded = checks.map(({ name, status }) => ({ name, status }));
  return { task, session: place.id, lane, enforcement, state, attempt, worktree, checks: recorded, artifacts };
}

export function shownRunJson(view: RunView, { head, commits }: RunDetails): ShownRunJson {
  const { base, prompt, finished, setup_failed, kept } = view.record;
  return {
    ...runJson(view),
    base,
    prompt,
    head,
    commits,
    finished: finished ?? null,
    setup_failed: setup_failed ?? null,
    kept,
  };
}

export const runsJson = (runs: readonly RunView[]): RunsJson => ({ runs: runs.map(runJson) });

export function startedRunJson(
  view: RunView,
  setup: SetupResult | null,
  redacted: readonly string[] | undefined,
): StartedRunJson {
  return {
    ...runJson(view),
    base: view.record.base ?? "",
    setup: setupJson(setup),
    ...(redacted === undefined ? {} : { redacted }),
  };
}

export function waitingRunJson({ ticket, position, behind }: Waiting): WaitingRunJson {
  const { task, session, lane, since } = ticket;
  return { task, session, lane, state: "queued", since, position, behind };
}

export function queueJson(waiting: readonly Waiting[], limit: number, open: number): QueueJson {
  const queue = waiting.map(({ ticket: { task, session, lane, since, limit: own }, position }) => {
    return { task, session, lane, since, position, limit: own ?? null };
  });
  return { queue, limit, open };
}

const setupJson = (setup: SetupResult | null): StartedRunJson["setup"] =>
  setup === null ? null : { exit_code: setup.exitCode, output: setup.output };

type Renewed = Pick<RenewedRun, "checkpoint" | "setup" | "ignored"> & { readonly view: RunView };

export const resetRunJson = ({ view, checkpoint, setup, ignored }: Renewed): ResetRunJson => ({
  ...runJson(view),
  checkpoint,
  ignored: ignored.map(({ path }) => path),
  setup: setupJson(setup),
});

export const retriedRunJson = (retried: Renewed & Pick<RetriedRun, "stale">): RetriedRunJson => ({
  ...resetRunJson(retried),
  stale_requests: retried.stale,
});

export function runExecJson(
  { view: { task, place }, worktree }: Pick<ProgramInRun, "view" | "worktree">,
  exit_code: number,
  changed: TouchedFiles,
): RunExecJson {
  return { task, session: place.id, directory: worktree, exit_code, changed: changed ?? null };
}

/** The program that a queued run was started for. */
export function programJson(ended: {
  readonly program: Pick<ProgramInRun, "worktree">;
  readonly exitCode: number;
  readonly touched: TouchedFiles;
}): ProgramJson {
  return { directory: ended.program.worktree, exit_code: ended.exitCode, changed: ended.touched ?? null };
}

export function tornDownJson(torn: TornDown): TornDownJson {
  const { task, session, outcome, checkpoint, request, unheld, removed, worktree, stale } = torn;
  return {
    task,
    session,
    outcome,
    checkpoint,
    request,
    unheld,
    stale_requests: stale,
    branch_deleted: removed?.branch_deleted ?? false,
    worktree_left: removed?.worktree_left ?? worktree,
  };
}

export const finishedRunJson = ({ result, redacted }: WithRedacted<FinishedRun>): FinishedRunJson => ({
  ...result,
  ...(redacted === undefined ? {} : { redacted }),
});
