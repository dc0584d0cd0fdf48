import type { SetupResult } from "../core/forks/openFork.ts";
import type { RunView } from "../core/runs/viewRun.ts";
import type { RunJson, RunsJson, StartedRunJson } from "./schemas/run.ts";

export function runJson({ task, place, record, state, worktree, checks, artifacts }: RunView): RunJson {
  const { lane, enforcement, attempt } = record;
  const recorded = checks.map(({ name, status }) => ({ name, status }));
  return { task, session: place.id, lane, enforcement, state, attempt, worktree, checks: recorded, artifacts };
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
    setup: setup === null ? null : { exit_code: setup.exitCode, output: setup.output },
    ...(redacted === undefined ? {} : { redacted }),
  };
}
