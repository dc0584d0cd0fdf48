import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import { checkFile } from "../../../core/review/proposal/testFiles.ts";
import type { FileRow } from "../../../messages/review.ts";
import type { Wording } from "../../wording/wording.ts";
import { cutPath, isPathCut } from "./snapshotLimits.ts";

/** A file as the page lists it; `at`: which of the list, `mustBeSeen`: the grant waits until it was opened. */
export function fileRow(file: ProposalFile, at: number, mustBeSeen: boolean, { t }: Pick<Wording, "t">): FileRow {
  const { path, oldPath } = file;
  const isCut = isPathCut(path) || isPathCut(oldPath ?? "");
  return {
    ...file,
    path: cutPath(path, at),
    oldPath: oldPath === null ? null : cutPath(oldPath, at),
    exact: file.exact && !isCut,
    sensitive: file.sensitive?.in(t) ?? null,
    mixedPath: [...file.mixedPath],
    mustBeSeen,
    checks: checkFile(path) ?? (oldPath === null ? null : checkFile(oldPath)),
  };
}
