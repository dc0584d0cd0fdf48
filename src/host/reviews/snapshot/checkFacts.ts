import type { CheckedTree, CheckSubject } from "../../../core/review/checks/requiredChecks.ts";
import type { RequiredCheck } from "../../../core/review/checks/requiredCheck.ts";

/** A required check of one proposal, as this window knows it. */
export interface CheckFact extends CheckedTree {
  /** What this window does with it now. */
  readonly doing: "running" | "waiting" | undefined;
  /** Why it could not be run the last time, which says nothing about the proposal. */
  readonly problem: string | undefined;
}

/** The required checks of one proposal. */
export interface CheckFacts {
  readonly subject: CheckSubject;
  readonly checks: readonly CheckFact[];
  /** Entries of the person's setting that are not understood; 0: the whole. */
  readonly unreadable: readonly number[];
}

/** By which a check of the settings is the same one the next time they are read. */
export function checkKey({ name, command, seconds }: RequiredCheck): string {
  return JSON.stringify([name, command, seconds]);
}

/** How a check stands for the very tree, everywhere: what is run again, or could not be, does not stand as it ended before; `none`: it has not run. */
export function standing({
  doing,
  problem,
  result,
}: CheckFact): "running" | "waiting" | "unreadable" | "passed" | "failed" | "none" {
  return doing ?? (problem === undefined ? (result?.status ?? "none") : "unreadable");
}

/** A required check that has not passed: what it is called, and by what it is the same one later, which its name is not. */
export interface MissingCheck {
  readonly key: string;
  readonly name: string;
}

/** Those that have not passed for the very tree; what nobody understands has not passed either. */
export function notPassed(
  facts: CheckFacts | undefined,
  unreadableName: (entry: number) => string,
): readonly MissingCheck[] {
  if (facts === undefined) return [];
  const { checks, unreadable } = facts;
  return [
    ...checks
      .filter((fact) => standing(fact) !== "passed")
      .map(({ check }) => ({ key: checkKey(check), name: check.name })),
    ...unreadable.map((entry) => ({ key: String(entry), name: unreadableName(entry) })),
  ];
}
