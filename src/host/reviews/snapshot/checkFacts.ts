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

/** Names of those that have not passed for the very tree; what nobody understands has not passed either. */
export function notPassed(facts: CheckFacts | undefined, unreadableName: (entry: number) => string): readonly string[] {
  if (facts === undefined) return [];
  const { checks, unreadable } = facts;
  return [
    ...checks.filter(({ result }) => result?.status !== "passed").map(({ check }) => check.name),
    ...unreadable.map(unreadableName),
  ];
}
