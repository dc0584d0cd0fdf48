import { say } from "../../base/text.ts";
import { GitError } from "../repository/gitError.ts";
import { nulFields } from "../repository/nulText.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";
import { diffTrees, type PathChange } from "./treeDiff.ts";

/** One file that differs between two trees; `null` lines: binary. */
export interface ChangedFile extends PathChange {
  readonly added: number | null;
  readonly removed: number | null;
}

/** Files that differ from one commit or tree to another with their lines; plumbing only, so nothing of the repository runs. */
export async function diffFiles(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  signal?: AbortSignal,
): Promise<readonly ChangedFile[]> {
  if (from === to) return [];
  const [changes, lines] = await Promise.all([
    diffTrees(repository, from, to, { signal }),
    countLines(repository, from, to, signal),
  ]);
  return changes.map((change) => ({ ...change, ...(lines.get(change.path) ?? { added: null, removed: null }) }));
}

export type LineCounts = ReadonlyMap<string, { readonly added: number | null; readonly removed: number | null }>;

/**
 * How lines are compared. The only one of git's whose time is bounded: crafted texts make histogram and patience quadratic, minutes for a
 * megabyte. It is also the fastest for ordinary ones.
 */
export const diffAlgorithm = "--diff-algorithm=myers";

/** Lines added and removed by path, counted as the review page shows them (review/proposal/changedRanges.ts). */
async function countLines(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  signal?: AbortSignal,
): Promise<LineCounts> {
  const count = ["diff-tree", "-r", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv"];
  return parseNumstat(
    await repository.read([...count, diffAlgorithm, "--ignore-submodules=none", from, to, "--"], { signal }),
  );
}

/** `added TAB removed TAB path NUL` …, with `-` for binary files. */
export function parseNumstat(output: Uint8Array): LineCounts {
  const counts = nulFields(output).map(({ text }) => {
    const match = /^(\d+|-)\t(\d+|-)\t(.+)$/su.exec(text);
    const [, added = "", removed = "", path] = match ?? [];
    if (path === undefined)
      throw new GitError("corrupt", say`git's count of lines cannot be read at “${text.slice(0, 80)}”.`);
    return [path, lineCountsOf(added, removed)] as const;
  });
  return new Map(counts);
}

/** As `--numstat` writes them. */
export function lineCountsOf(
  added: string,
  removed: string,
): { readonly added: number | null; readonly removed: number | null } {
  return { added: lineCount(added), removed: lineCount(removed) };
}

function lineCount(text: string): number | null {
  return text === "-" ? null : Number(text);
}
