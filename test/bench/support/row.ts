import type { BigProposal } from "./bigProposal.ts";
import type { BigRepository } from "./bigRepository.ts";
import type { Series } from "./series.ts";
import type { WorkflowTree } from "./workflowTree.ts";

/**
 * A row of the bench is one file in `test/bench/rows` that exports `row: BenchRow`; `run.ts` finds it by itself. The row measures what we do
 * (`ours`) beside the least that could do it (`floor`) and what others do (`peer`), in turns (`measure.ts`), at each of its sizes, and judges
 * the figures with `checks`. A minimal one:
 *
 *     export const row: BenchRow = {
 *       id: "find-active", position: 1, title: "find the active session", unit: "sessions", sizes: [100, 1_000, 10_000],
 *       target: "≤ 1.2 × readdir",
 *       async run(context, size) {
 *         const { directory } = await context.workflow(size);
 *         const { ours, floor } = await measure({ ours: () => …, floor: () => … }, { rounds: context.rounds(50) });
 *         return { figures: { ours, floor }, checks: [atMost("ours / floor", ours.ratioTo(floor), 1.2)] };
 *       },
 *     };
 */
export interface BenchRow {
  /** For `--only`. */
  readonly id: string;
  /** Where it stands in the table. */
  readonly position: number;
  readonly title: string;
  /** What a size counts. */
  readonly unit: string;
  readonly sizes: readonly number[];
  /** The sizes with `--quick`, where they are not all of `sizes` but the largest. */
  readonly quickSizes?: readonly number[];
  /** What ours must be, for the reader of the table. */
  readonly target: string;
  run(context: BenchContext, size: number): Promise<RowResult>;
}

export interface RowResult {
  /** By contestant; `ours`, `floor` and `peer` are compared in the table, others are shown. Milliseconds. */
  readonly figures: Readonly<Record<string, Series>>;
  readonly checks: readonly Check[];
  /** Said below the table, such as what the peer is. */
  readonly notes?: readonly string[];
}

/** One figure held against the target. */
export interface Check {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly met: boolean;
}

export interface BenchContext {
  /** A `.workflow` with so many sessions, made once per size and old enough that its times are trusted. */
  workflow(size: number): Promise<WorkflowTree>;
  /** A repository with so many files, at its first commit, without checkpoints and at rest; made once per size. */
  repository(size: number): Promise<BigRepository>;
  /** A repository whose last commit changes so many files, made once per size; the rows only read it. */
  proposal(size: number): Promise<BigProposal>;
  /** A new empty directory, removed at the end. */
  directory(): Promise<string>;
  /** How often to measure: fewer with `--quick`. */
  rounds(usual: number): number;
}

export function atMost(what: string, value: number, limit: number, unit = "×"): Check {
  return { what, value, limit, unit, met: value <= limit };
}
