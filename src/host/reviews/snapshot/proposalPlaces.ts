import type { FollowFile } from "../../../core/annotations/fileRenames.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";

/** Where a file that a comment names is in a proposal. */
export interface ProposalPlace {
  /** As the list of files has it; of a file that is no part of the proposal, as the comment has it. */
  readonly path: string;
  /** `null`: no such file is part of the proposal, or no proposal is known. */
  readonly file: ProposalFile | null;
  readonly gone: boolean;
}

/** Finds the files of a proposal by the paths they have, had before it, or had in between (`follow`). */
export function proposalPlaces(
  files: readonly ProposalFile[] | undefined,
  follow: FollowFile,
): (path: string) => ProposalPlace {
  const byPath = new Map<string, ProposalFile>();
  for (const file of files ?? []) if (file.oldPath !== null) byPath.set(file.oldPath, file);
  for (const file of files ?? []) byPath.set(file.path, file);
  return (path) => {
    const file = byPath.get(path) ?? byPath.get(follow(path)) ?? null;
    return { path: file?.path ?? path, file, gone: files !== undefined && file === null };
  };
}
