import type { SentBack } from "../../../core/review/delivery/sentBack.ts";
import { askedAgainAs, isDeclined, undelivered } from "../../../core/review/delivery/undelivered.ts";
import { standingDeliveries, type Delivery } from "../../../core/review/requests/delivery.ts";
import type { RequestView } from "../../../core/review/requests/requests.ts";
import { fullTime } from "../../wording/ages.ts";
import { commitCount } from "../../wording/counts.ts";
import type { Translate } from "../../wording/translate.ts";
import type { Wording } from "../../wording/wording.ts";
import { plainName } from "./plainNames.ts";

/** Whether something of an answer is still to be handed over. */
export function isDue({ isDecisionDue, commentsDue }: Pick<SentBack, "isDecisionDue" | "commentsDue">): boolean {
  return isDecisionDue || commentsDue > 0;
}

/** Which way an answer went, or that it has not gone yet, and what came back: one sentence each. */
export function deliveryLines(
  sent: SentBack & { readonly commits: number | null },
  wording: Wording,
): readonly string[] {
  const { t } = wording;
  const { answer, last, isDecisionDue, commentsDue } = sent;
  const comments = commentCount(commentsDue, t);
  const due = isDecisionDue
    ? commentsDue === 0
      ? t("Not delivered yet.")
      : t("Not delivered yet, with {0}.", comments)
    : commentsDue === 0
      ? ""
      : answer === "comments"
        ? t("Not delivered yet: {0}.", comments)
        : t("Since then, not delivered yet: {0}.", comments);
  return [last === null ? "" : wentBy(last, wording), due, cameBack(sent, t)].filter((line) => line !== "");
}

/** Every way is told as a note's, those of this window too: any process can write one of any way, and none is signed. */
function wentBy({ way, by, at, ended }: Delivery, wording: Wording): string {
  const { t } = wording;
  const [name, time] = [plainName(by), fullTime(at, wording)];
  if (ended !== undefined) {
    return t(
      "{0} has had the agent continued with it, which has ended with exit code {1}, {2}; so says a note beside the request.",
      name,
      ended,
      time,
    );
  }
  return {
    wait: t("Handed over to {0}, which waited for it, {1}; so says a note beside the request.", name, time),
    hook: t("Told to {0} by its hook, {1}; so says a note beside the request.", name, time),
    continue: t("{0} has had the agent continued with it, {1}; so says a note beside the request.", name, time),
    prompt: t("Given out to {0} as a prompt, {1}; so says a note beside the request.", name, time),
  }[way];
}

function cameBack(
  { repliedTo, commits, askedAgain }: SentBack & { readonly commits: number | null },
  t: Translate,
): string {
  const parts = [
    repliedTo === 0 ? "" : t("replies to {0}", commentCount(repliedTo, t)),
    commits === null || commits === 0 ? "" : t("{0} since", commitCount(commits, t)),
    askedAgain === null ? "" : t("it was asked again"),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : t("Came back: {0}.", parts.join(", "));
}

/** The same of a decision against it in a word or two, for the end of a row; empty where there is none. `views`: requests of the same session. */
export function deliveryName(view: RequestView, views: readonly RequestView[], t: Translate): string {
  if (!isDeclined(view)) return "";
  if (askedAgainAs(view, views) !== undefined) return t("asked again");
  if (undelivered([view], []).decisions.length > 0) {
    const ended = view.deliveries?.at(-1)?.ended;
    return ended === undefined ? t("not delivered yet") : t("not delivered, agent ended with exit code {0}", ended);
  }
  const last = standingDeliveries(view.deliveries).findLast(({ answer }) => answer.decision !== null);
  if (last === undefined) return "";
  return {
    wait: t("handed over, says a note"),
    hook: t("handed over, says a note"),
    continue: t("agent continued, says a note"),
    prompt: t("given out as a prompt, says a note"),
  }[last.way];
}

/** `1 comment`, `4 comments`. */
function commentCount(count: number, t: Translate): string {
  return count === 1 ? t("1 comment") : t("{0} comments", count);
}
