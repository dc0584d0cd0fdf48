import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import { fileCount } from "../../wording/counts.ts";
import type { Translate } from "../../wording/translate.ts";
import { shortRef } from "./plainNames.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";

/** `4 files +120 −18`. */
export function sizeOf(files: readonly ProposalFile[], t: Translate): string {
  const sum = (pick: (file: ProposalFile) => number | null): number =>
    files.reduce((total, file) => total + (pick(file) ?? 0), 0);
  return `${fileCount(files.length, t)} +${sum(({ added }) => added)} −${sum(({ removed }) => removed)}`;
}

/** `main moves from 1a2b3c to 4d5e6f (squash, 4 files +120 −18)`. */
export function branchMove(
  { target, result }: { readonly target: { readonly ref: string; readonly from: string }; readonly result: string },
  size: string,
  t: Translate,
): string {
  return t(
    "{0} moves from {1} to {2} ({3})",
    shortRef(target.ref),
    shortObjectId(target.from),
    shortObjectId(result),
    size,
  );
}

/** What is different where a member is that every document has which moves a branch. */
export function moveFields(
  t: Translate,
): Readonly<Record<"target" | "checkout" | "programs" | "tree" | "result" | "changes", string>> {
  return {
    target: t("The target branch has moved."),
    checkout: t("The working tree the branch is checked out in is another one."),
    programs: t("The repository's configuration has changed."),
    tree: t("The files have changed."),
    result: t("The result would be another one."),
    changes: t("The result would be another one."),
  };
}

/** What taking such a move back would do. */
export function undoingMove(t: Translate): string {
  return t("The branch goes back to where it was, if it has not moved since, and the files with it.");
}
