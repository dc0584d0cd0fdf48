import type { ClaimedCheck, RequiredCheckRow } from "../../src/messages/review.ts";
import type { IconName } from "./icons.ts";
import type { Tone } from "./stateWords.ts";
import { t } from "./wording.ts";

/** How a required check stands: a word or two, how it looks, and what stands before it. */
export function checkWords(state: RequiredCheckRow["state"]): {
  readonly words: string;
  readonly tone: Tone;
  readonly icon: IconName;
} {
  switch (state) {
    case "none":
      return { words: t("has not run"), tone: "calm", icon: "circle" };
    case "waiting":
      return { words: t("is next"), tone: "calm", icon: "clock" };
    case "running":
      return { words: t("runs"), tone: "calm", icon: "clock" };
    case "passed":
      return { words: t("passed"), tone: "good", icon: "check" };
    case "failed":
      return { words: t("failed"), tone: "bad", icon: "error" };
    case "earlier":
      return { words: t("has not run for this state"), tone: "warning", icon: "circle" };
    case "unreadable":
      return { words: t("cannot run"), tone: "bad", icon: "error" };
    default:
      return state satisfies never;
  }
}

/** What is claimed of a check. */
export function claimWords(status: ClaimedCheck["status"]): string {
  switch (status) {
    case "passed":
      return t("passed");
    case "failed":
      return t("failed");
    case "skipped":
      return t("skipped");
    default:
      return status satisfies never;
  }
}

/** Whether it is said of what is proposed. */
export function placeOfClaim(on: ClaimedCheck["on"]): string {
  switch (on) {
    case "this":
      return t("for this state");
    case "another":
      return t("for another state");
    case "unknown":
      return t("for which state is not said");
    default:
      return on satisfies never;
  }
}

/** What a screen reader is told when checks have ended: their names and how. */
export function endedChecks(before: readonly RequiredCheckRow[], now: readonly RequiredCheckRow[]): readonly string[] {
  return now.flatMap(({ name, state, says }, at) => {
    const was = before[at];
    const ended = was?.name === name && was.state === "running" && state !== "running";
    return ended ? [`${name}: ${checkWords(state).words}`, ...(says === "" ? [] : [says])] : [];
  });
}
