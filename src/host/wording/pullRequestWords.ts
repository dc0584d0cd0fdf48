import type { PullRequestState } from "../../core/review/kinds/publish/pullRequestState.ts";
import type { Translate } from "./translate.ts";

/** `pull request open, checks pass` */
export function pullRequestWords({ state, checks }: PullRequestState, t: Translate): string {
  const stands = {
    open: t("pull request open"),
    draft: t("pull request is a draft"),
    merged: t("pull request merged"),
    closed: t("pull request closed"),
  }[state];
  if (checks === null || state === "merged" || state === "closed") return stands;
  const ran = { pass: t("checks pass"), fail: t("checks fail"), run: t("checks run") }[checks];
  return `${stands}, ${ran}`;
}
