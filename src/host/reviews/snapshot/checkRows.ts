import type { CheckResult } from "../../../core/review/checks/checkResult.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";
import type { RecordedCheck } from "../../../core/forks/model/checks.ts";
import { textLimits, type ClaimedCheck, type RequiredCheckRow, type Snapshot } from "../../../messages/review.ts";
import type { Translate } from "../../wording/translate.ts";
import { plainName } from "../kinds/plainNames.ts";
import { standing, type CheckFact, type CheckFacts } from "./checkFacts.ts";
import { cutText } from "./snapshotLimits.ts";

/** What an entry of the setting is called that nobody understands. */
export function unreadableName(entry: number, t: Translate): string {
  return entry === 0 ? t("The whole setting") : t("Entry {0}", entry);
}

/**
 * The required checks as the page shows them; `null`: the person requires none of this.
 *
 * @param isNow what is shown is what is asked for; else the checks were of an earlier state
 */
export function requiredRows(facts: CheckFacts | undefined, isNow: boolean, t: Translate): Snapshot["required"] {
  if (facts === undefined || facts.checks.length + facts.unreadable.length === 0) return null;
  const { subject, checks, unreadable } = facts;
  const isBusy = checks.some(({ doing }) => doing !== undefined);
  return {
    on: t(
      "Commands of your settings, run on a clean checkout of {0}, the proposal's own commit.",
      shortObjectId(subject.commit),
    ),
    rows: [
      ...checks.map((fact) =>
        checkRow(isNow ? fact : { ...fact, earlier: fact.result ?? fact.earlier, result: undefined }, t),
      ),
      ...unreadable.map((entry) => ({
        name: unreadableName(entry, t),
        command: "",
        state: "unreadable" as const,
        says: t(
          "It is not understood, so it cannot run. Correct it in your settings (workflowSessions.checks.required).",
        ),
        at: null,
        output: "",
      })),
    ],
    can: { run: isNow && !isBusy && checks.length > 0, cancel: isBusy },
  };
}

function checkRow(fact: CheckFact, t: Translate): RequiredCheckRow {
  const { check, result, earlier, doing, problem } = fact;
  const stands = standing(fact);
  const shown = doing === undefined ? (result ?? earlier) : undefined;
  return {
    name: check.name,
    command: check.command,
    state: stands === "none" && earlier !== undefined ? "earlier" : stands,
    says: doing !== undefined ? "" : [saysOf(fact, t), problem ?? ""].filter((part) => part !== "").join(" "),
    at: shown?.at ?? null,
    output: shown?.output ?? "",
  };
}

function saysOf({ result, earlier }: CheckFact, t: Translate): string {
  if (result !== undefined) return endOf(result, t);
  if (earlier === undefined) return "";
  return earlier.status === "passed"
    ? t("It has passed for an earlier state.")
    : t("It has failed for an earlier state.");
}

/** Why it failed, in few words. */
function endOf({ status, exit, timeout, seconds }: CheckResult, t: Translate): string {
  if (status === "passed") return "";
  if (timeout) return t("Its time was over after {0} s.", Math.round(seconds));
  return exit === null ? t("It was ended by a signal.") : t("Exit code {0}", exit);
}

/** Claims that a page shows; anybody can write any number. */
export const mostClaims = 200;

/** The first of what runs of the session say of checks of their own. */
export function claimedRows(
  checks: readonly RecordedCheck[],
  tree: string | undefined,
  t: Translate,
): readonly ClaimedCheck[] {
  const shown = (text: string): string => cutText(text, textLimits.text, t);
  return checks.slice(0, mostClaims).map((check) => ({
    task: shown(check.task),
    name: shown(check.name),
    status: check.status,
    command: check.command === undefined ? null : shown(check.command),
    by: check.by === undefined ? null : shown(check.by),
    on: check.tree === undefined || tree === undefined ? "unknown" : check.tree === tree ? "this" : "another",
  }));
}

const recorded = {
  passed: "passed",
  failed: "failed",
  none: "not run",
  waiting: "to run again",
  running: "still running",
  unreadable: "could not run",
} as const;

/** One sentence for the audit log: how the required checks stood when something was granted; empty: none are required. */
export function checksOnRecord(facts: CheckFacts | undefined): string {
  if (facts === undefined || facts.checks.length + facts.unreadable.length === 0) return "";
  const said = facts.checks.map((fact) => `${plainName(fact.check.name)}: ${recorded[standing(fact)]}`);
  const unread = facts.unreadable.map((entry) => `${entry === 0 ? "the setting" : `entry ${entry}`}: not understood`);
  return `Required checks for tree ${facts.subject.tree}: ${[...said, ...unread].join(", ")}.`;
}
