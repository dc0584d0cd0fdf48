import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { auditRepository } from "./worktree/auditRepository.ts";
import { readChecks, type RecordedChecks } from "./model/checks.ts";
import type { Divergences } from "./model/divergence.ts";
import { diffFiles, type ChangedFile } from "../git/objects/changedFiles.ts";
import { worktreeRepository, type ForkContext } from "./model/forkContext.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import { shortName } from "../git/repository/refName.ts";
import { type BranchLook, lookAtBranches, notAFork } from "./listForks.ts";
import { baseOf } from "./model/forkHeads.ts";
import { findWorktree } from "./worktree/makeWorktree.ts";
import { previewMerge } from "../git/merge/mergeCommits.ts";
import { findMerged } from "./model/mergedFork.ts";
import { targetsOf } from "./model/landingTargets.ts";
import { countPaths, uncommittedPaths } from "./worktree/worktreeStatus.ts";

export interface ComparedFork {
  readonly id: SessionId;
  readonly branch: string;
  readonly head: ObjectId;
  readonly base: ObjectId;
  /** Files differing between the merge base and the head. */
  readonly files: readonly ChangedFile[];
  readonly added: number;
  readonly removed: number;
  readonly uncommitted: number;
  /** As in `ForkView`. */
  readonly not_looked_at: number;
  /** As in `ForkView`. */
  readonly merged: boolean;
  /** Paths that conflict when merged with the baseline's head. */
  readonly conflicts: readonly string[];
  readonly checks: RecordedChecks;
}

export interface ComparedPair {
  readonly forks: readonly [SessionId, SessionId];
  /** Paths both change. */
  readonly overlap: readonly string[];
  /** Paths that conflict when one is merged into the other. */
  readonly conflicts: readonly string[];
}

export interface ForkComparison {
  readonly forks: readonly ComparedFork[];
  /** Every two of them, once. */
  readonly pairs: readonly ComparedPair[];
}

const most = 20;

/** Puts forks side by side. Merges are computed in memory; merge drivers of the repository never run and count as conflicts. */
export async function compareForks(
  context: ForkContext,
  divergences: Divergences,
  ids: readonly SessionId[],
  signal?: AbortSignal,
): Promise<ForkComparison> {
  const distinct = [...new Set(ids)];
  if (distinct.length < 2 || distinct.length > most) {
    throw new WorkflowError(
      "usage",
      say`Name between two and ${most} different forks to compare.`,
      say`wfs fork list shows them.`,
    );
  }
  const look = await lookAtBranches(context, { signal });
  const programs = await auditRepository(context, "merge", signal);
  const drivers = programs.map(({ key }) => key).filter((key) => key.startsWith("merge."));
  const forks: ComparedFork[] = [];
  for (const id of distinct) forks.push(await compareOne(context, divergences, id, look, drivers, signal));
  const pairs: ComparedPair[] = [];
  for (const [at, one] of forks.entries()) {
    for (const other of forks.slice(at + 1)) pairs.push(await comparePair(context, one, other, drivers, signal));
  }
  return { forks, pairs };
}

async function compareOne(
  context: ForkContext,
  divergences: Divergences,
  id: SessionId,
  { heads, targets }: BranchLook,
  drivers: readonly string[],
  signal?: AbortSignal,
): Promise<ComparedFork> {
  const session = await context.sessions.get(id);
  const origin = session.record.forked_from;
  if (origin === undefined) throw notAFork(id);
  const head = heads.branches.get(id);
  const base = baseOf(origin.session, heads);
  if (head === undefined || base === undefined) {
    throw new WorkflowError(
      "not-found",
      say`The fork ${id} has no branch any more.`,
      say`Run the sweep (wfs sweep) to make it again.`,
    );
  }
  const from = (await divergences.mergeBase(context.repository, base, head, signal)) ?? base;
  const files = await diffFiles(context.repository, from, head, signal);
  const worktree = await findWorktree(context, id, heads.notes);
  const paths =
    worktree === undefined ? [] : await uncommittedPaths(context, worktreeRepository(context, worktree), { signal });
  const preview = await previewMerge(context.repository, base, head, drivers, signal);
  const into = targetsOf(id, origin.session, heads, targets);
  const merged = await findMerged(context, divergences, { id, origin, head }, into, signal);
  const sum = (pick: (file: ChangedFile) => number | null): number =>
    files.reduce((total, file) => total + (pick(file) ?? 0), 0);
  return {
    id,
    branch: shortName(branchOfFork(context, id)),
    head,
    base,
    files,
    added: sum(({ added }) => added),
    removed: sum(({ removed }) => removed),
    ...countPaths(paths),
    merged: merged?.since === 0,
    conflicts: preview.conflicts,
    checks: await readChecks(context.fs, session.path),
  };
}

async function comparePair(
  context: ForkContext,
  one: ComparedFork,
  other: ComparedFork,
  drivers: readonly string[],
  signal?: AbortSignal,
): Promise<ComparedPair> {
  const paths = new Set(other.files.map(({ path }) => path));
  const overlap = one.files.map(({ path }) => path).filter((path) => paths.has(path));
  const preview = await previewMerge(context.repository, one.head, other.head, drivers, signal);
  return { forks: [one.id, other.id], overlap, conflicts: preview.conflicts };
}
