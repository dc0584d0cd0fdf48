import type { Wording } from "../../wording/wording.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import { conflictKind } from "../kinds/conflictKind.ts";
import { type DetailList, detailList } from "../kinds/kindPresentation.ts";
import { presentationOf } from "../kinds/kinds.ts";
import { historyLists } from "./historyLists.ts";
import type { ReviewFacts } from "./reviewFacts.ts";

/** Lists beside the files, whole: what would be lost, what overlaps, what would run, what stays out, what differed, what history comes along. */
export function detailLists(facts: ReviewFacts, wording: Wording): readonly DetailList[] {
  return [...actionLists(facts, wording), ...historyLists(facts.prepared?.history ?? null, wording)];
}

function actionLists({ view, prepared }: ReviewFacts, { t }: Wording): readonly DetailList[] {
  const differed = detailList(t("Different at the last look"), "error", view.receipt?.differing ?? []);
  if (prepared === undefined) return differed;
  const { document, conflicts } = prepared;
  const kind = presentationOf<RequestKind>(document.kind);
  const title =
    conflictKind(prepared) === "edits"
      ? t("Files you have edited ({0})", conflicts.length)
      : t("Conflicting files ({0})", conflicts.length);
  return [
    ...differed,
    ...(kind.entersBranch ? detailList(title, "error", conflicts) : []),
    ...detailList(t("Programs that would run"), "warning", kind.programs(document)),
    ...kind.lists(document, t),
  ];
}
