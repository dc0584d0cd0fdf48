import type { Snapshot } from "../../../messages/review.ts";
import { commitCount } from "../../wording/counts.ts";
import type { Wording } from "../../wording/wording.ts";
import { conflictKind } from "../kinds/conflictKind.ts";
import { shortRef } from "../kinds/requestWording.ts";
import { historyLists } from "./historyLists.ts";
import type { ReviewFacts } from "./reviewFacts.ts";

type List = Snapshot["lists"][number];

function list(title: string, severity: List["severity"], items: readonly string[]): readonly List[] {
  return items.length === 0 ? [] : [{ title, severity, items: [...items] }];
}

/** Lists beside the files, whole: what would be lost, what overlaps, what would run, what stays out, what differed, what history comes along. */
export function detailLists(facts: ReviewFacts, wording: Wording): readonly List[] {
  return [...actionLists(facts, wording), ...historyLists(facts.prepared?.history ?? null, wording)];
}

function actionLists({ view, prepared }: ReviewFacts, { t }: Wording): readonly List[] {
  const differed = list(t("Different at the last look"), "error", view.receipt?.differing ?? []);
  if (prepared === undefined) return differed;
  const { document, conflicts } = prepared;
  const yours = conflictKind(prepared) === "edits";
  const title = yours
    ? t("Files you have edited ({0})", conflicts.length)
    : t("Conflicting files ({0})", conflicts.length);
  const overlap = list(title, "error", conflicts);
  const programs = list(t("Programs that would run"), "warning", document.programs);
  if (document.kind === "merge") {
    const conversions = list(t("Written otherwise than shown, by git's attributes"), "warning", document.conversions);
    return [...differed, ...overlap, ...programs, ...conversions];
  }
  if (document.kind === "commit") {
    return [
      ...differed,
      ...overlap,
      ...programs,
      ...list(t("Too large, stay uncommitted"), "warning", document.left_out),
    ];
  }
  const { lost, branch, worktree } = document;
  return [
    ...differed,
    ...programs,
    ...list(t("Will be deleted"), "info", [shortRef(branch), ...(worktree === null ? [] : [worktree])]),
    ...list(t("{0} on no other branch", commitCount(lost.commit_count, t)), "warning", lost.commits),
    ...list(t("Uncommitted paths ({0})", lost.uncommitted.length), "warning", lost.uncommitted),
    ...list(t("Submodules with commits that were never pushed"), "warning", lost.submodules),
    ...list(t("Under way in its worktree"), "warning", lost.operations),
    ...list(t("Repositories inside its worktree"), "warning", lost.repositories),
    ...list(t("Not kept, gone for good"), "error", lost.unkept),
    ...list(t("Ignored by git: not kept, gone for good"), "warning", lost.ignored),
  ];
}
