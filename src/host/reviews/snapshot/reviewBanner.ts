import type { Snapshot } from "../../../messages/review.ts";
import { fullTime } from "../../wording/ages.ts";
import { fileCount } from "../../wording/counts.ts";
import { obstacleSentences } from "../../wording/obstacleWording.ts";
import type { Translate } from "../../wording/translate.ts";
import type { Wording } from "../../wording/wording.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import { fieldSentence } from "../kinds/actionWording.ts";
import { presentationOf } from "../kinds/kinds.ts";
import { plainName, shortRef } from "../kinds/plainNames.ts";
import type { ReviewFacts } from "./reviewFacts.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";

/** Where a page that shows a request can be. */
export type RequestState = Exclude<Snapshot["state"], "looking">;

function executed({ view }: ReviewFacts, wording: Wording): readonly string[] {
  const { t } = wording;
  const { receipt, decision } = view;
  if (receipt === null) return [t("Granted and done.")];
  const { ref, from, to } = receipt;
  const moved =
    receipt.published !== undefined || ref === null || from === null || to === null
      ? receipt.message
      : t("{0} moved from {1} to {2}.", shortRef(ref), shortObjectId(from), shortObjectId(to));
  const by =
    decision === null
      ? ""
      : t("Granted by {0}, {1}.", plainName(decision.reviewer), fullTime(decision.decided, wording));
  return [t("Granted and done."), moved, by].filter((part) => part !== "");
}

function decided({ view }: ReviewFacts, first: string, wording: Wording): readonly string[] {
  const { decision } = view;
  if (decision === null) return [first];
  const { t } = wording;
  return [first, decision.reason, t("{0}, {1}", plainName(decision.reviewer), fullTime(decision.decided, wording))];
}

function undone(
  { undone: mark }: ReviewFacts["view"],
  reasons: readonly string[],
  wording: Wording,
): readonly string[] {
  const { t } = wording;
  const by = mark === undefined ? [] : [t("{0}, {1}", plainName(mark.reviewer), fullTime(mark.undone, wording))];
  return [t("It was granted and done, and has been undone since."), ...reasons, ...by];
}

/** Nothing of what was asked has changed, but the fingerprint is another one. */
function updatedSince({ document }: NonNullable<ReviewFacts["prepared"]>, t: Wording["t"]): readonly string[] {
  const update = presentationOf<RequestKind>(document.kind).update;
  return update === undefined ? [] : [update.said(document, t)];
}

/** What the files claim, as somebody's words. */
function claims(claimed: ReviewFacts["view"]["claimed"], t: Wording["t"]): readonly string[] {
  if (claimed === undefined) return [];
  const { reviewer, decision, decided, reason, message } = claimed;
  const said = { granted: t("granted"), denied: t("denied"), changes: t("changes asked for") }[decision];
  const words = [reason, message ?? ""].filter((part) => part !== "");
  return [
    t("They claim: {0} by {1}, {2}.", said, plainName(reviewer), plainName(decided)),
    ...words.map((part) => t("They claim: “{0}”", part)),
  ];
}

/** Another request that was granted may have brought it; that is a review. */
function isAroundGate({ view, unreviewed }: ReviewFacts): boolean {
  return unreviewed && view.merged_by !== undefined && "commit" in view.merged_by;
}

function aroundGate(t: Translate): readonly string[] {
  return [
    t("It was merged without a review."),
    t(
      "The session's row offers “Review What Was Merged”, “Undo Merge” and “Mark as Seen”; here is nothing left to decide.",
    ),
  ];
}

/** What the state of a request means and why, one sentence each; empty where waiting needs no words. */
export function bannerOf(state: RequestState, facts: ReviewFacts, wording: Wording): readonly string[] {
  const { t } = wording;
  const { view, prepared, problems, differing } = facts;
  const { receipt } = view;
  const reasons = view.reasons.map((reason) => reason.in(t));
  switch (state) {
    case "loading":
      return [t("It is being looked up.")];
    case "waiting":
      if (prepared === undefined) return problems;
      return facts.updated === undefined ? [] : updatedSince(prepared, t);
    case "stale": {
      const kind = prepared?.document.kind;
      const moved = kind === undefined ? problems : new Set(differing.map((field) => fieldSentence(field, kind, t)));
      return [
        t("This request is stale: what it is about has changed. Ask again to review it as it is now."),
        ...reasons,
        ...moved,
      ];
    }
    case "merged":
      return [...reasons, ...(isAroundGate(facts) ? aroundGate(t) : [t("There is nothing left to decide.")])];
    case "expired":
      return [t("This request has expired."), ...reasons];
    case "deciding":
      return [t("It was granted and is being carried out.")];
    case "executed":
      return executed(facts, wording);
    case "undone":
      return undone(view, reasons, wording);
    case "refused":
      return [
        t("The gate refused: something was different at the last look. Nothing was done."),
        receipt?.message ?? "",
        ...reasons,
      ].filter((part, at, all) => part !== "" && all.indexOf(part) === at);
    case "failed":
      return [t("It was tried and failed; nothing was changed."), ...reasons];
    case "indeterminate":
      return [t("It was interrupted; this was found at the outcome:"), ...reasons];
    case "denied":
      return decided(facts, t("Denied."), wording);
    case "changes":
      return decided(facts, t("Changes were asked for."), wording);
    case "withdrawn":
      return view.replaced_by === undefined ? [t("Whoever asked has withdrawn it.")] : reasons;
    case "invalid":
      return [t("The file of this request is not a request; nothing can be decided on it."), ...reasons];
    case "unverified":
      return [
        t(
          "Whether the reviewer decided on this cannot be verified here, so what the files of this request say does not count.",
        ),
        ...reasons,
        ...claims(view.claimed, t),
      ];
    case "forged":
      return [
        t("The files of this request are not what the reviewer decided on and signed; what they say does not count."),
        ...reasons,
      ];
    case "conflict": {
      const count = prepared?.conflicts.length ?? 0;
      if (count === 0) return [t("It cannot be carried out as it is.")];
      return [t("It cannot be carried out as it is: {0} in conflict.", fileCount(count, t))];
    }
    case "overlap":
      return [
        t("Your own edits overlap with it in {0}.", fileCount(prepared?.conflicts.length ?? 0, t)),
        t("Commit, stash or restore your edits, then it can be granted."),
      ];
    case "blocked":
      return (prepared?.obstacles ?? []).flatMap((obstacle) => obstacleSentences(obstacle, t));
    default:
      return state satisfies never;
  }
}
