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
