import type { SweepResult } from "../core/forks/applySweep.ts";
import type { ForkComparison } from "../core/forks/compareForks.ts";
import type { ForkDiff } from "../core/forks/forks.ts";
import type { CreatedFork, ForkView } from "../core/forks/model/fork.ts";
import type { OpenedFork } from "../core/forks/openFork.ts";
import type { RemovedFork } from "../core/forks/removal/removedFork.ts";
import type { SweepFinding } from "../core/forks/sweep/sweepPlan.ts";
import type { SyncedFork } from "../core/forks/syncFork.ts";
import type { WithRedacted } from "../core/redaction/givenText.ts";
import { changedFileJson } from "./changedFile.ts";
import type {
  ComparisonJson,
  CreatedForkJson,
  ForkDiffJson,
  ForksJson,
  OpenedForkJson,
  RemovedForkJson,
  SweptJson,
  SyncedForkJson,
} from "./schemas/fork.ts";

/** `opened`: its worktree was asked for with it. */
export function createdForkJson(created: WithRedacted<CreatedFork>, opened?: OpenedFork): CreatedForkJson {
  if (opened === undefined) return created;
  const { worktree, included, submodules } = opened;
  return { ...created, worktree, included, submodules };
}

export function openedForkJson(opened: OpenedFork): OpenedForkJson {
  const { id, branch, worktree, created, included, submodules, setup } = opened;
  const ran = setup === null ? null : { exit_code: setup.exitCode, output: setup.output };
  return { id, branch, worktree, created, included, submodules, setup: ran };
}

export function forksJson(forks: readonly ForkView[]): ForksJson {
  return { forks };
}

export function forkDiffJson({ id, base, head, files }: ForkDiff): ForkDiffJson {
  return { id, base, head, files: files.map(changedFileJson) };
}

export function comparisonJson({ forks, pairs }: ForkComparison): ComparisonJson {
  return { forks: forks.map((fork) => ({ ...fork, files: fork.files.map(changedFileJson) })), pairs };
}

/** `hint`: what to do where it conflicts. */
export function syncedForkJson(synced: SyncedFork, hint?: string): SyncedForkJson {
  return { ...synced, ...(hint === undefined ? {} : { hint }) };
}

export function removedForkJson(removed: RemovedFork): RemovedForkJson {
  return removed;
}

/** `findings`: those that are left; `results`: of the others. */
export function sweptJson(findings: readonly SweepFinding[], results: readonly SweepResult[]): SweptJson {
  return {
    findings,
    results: results.map(({ finding: { code, subject }, done, message }) => ({ code, subject, done, message })),
  };
}
