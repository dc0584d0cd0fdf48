import { say } from "../../base/text.ts";
import { GitError } from "../repository/gitError.ts";
import { nulFields } from "../repository/nulText.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";
import type { Renames } from "./pairRenames.ts";
import { diffAlgorithm, lineCountsOf, type LineCounts } from "./changedFiles.ts";

/**
 * A file that is gone is taken for the former one of a new file where half of the content is the same. First those of equal content, then those of
 * equal names; all others are compared where their number bounds the time, whatever the configuration says.
 */
export const renameDetection: readonly string[] = ["--find-renames=50%", "-l100"];

/** Lines added and removed by new path, and which paths are renames; a renamed file is counted against its former one. */
export async function countLinesOfPairs(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  signal?: AbortSignal,
): Promise<{ readonly lines: LineCounts; readonly renames: Renames }> {
  const count = ["diff-tree", "-r", "-z", "--numstat", ...renameDetection, "--no-ext-diff", "--no-textconv"];
  return parsePairedNumstat(
    await repository.read([...count, diffAlgorithm, "--ignore-submodules=none", from, to, "--"], { signal }),
  );
}

/** Which files of `to` are those of `from` under another path. */
export async function findRenames(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  signal?: AbortSignal,
): Promise<Renames> {
  return from === to ? new Map() : (await countLinesOfPairs(repository, from, to, signal)).renames;
}

/** As `parseNumstat`, with `added TAB removed TAB NUL former NUL new NUL` for a rename. */
export function parsePairedNumstat(output: Uint8Array): { readonly lines: LineCounts; readonly renames: Renames } {
  const fields = nulFields(output).map(({ text }) => text);
  const lines = new Map<string, ReturnType<typeof lineCountsOf>>();
  const renames = new Map<string, string>();
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? "";
    const [, added, removed, path = ""] = /^(\d+|-)\t(\d+|-)\t(.*)$/su.exec(field) ?? [];
    const [former, renamed] = path === "" ? fields.slice(at + 1, at + 3) : ["", path];
    if (added === undefined || removed === undefined || !former === (path === "") || !renamed)
      throw new GitError("corrupt", say`git's count of lines cannot be read at “${field.slice(0, 80)}”.`);
    lines.set(renamed, lineCountsOf(added, removed));
    if (path !== "") continue;
    renames.set(renamed, former ?? "");
    at += 2;
  }
  return { lines, renames };
}
