import { say } from "../../base/text.ts";
import { diffAlgorithm } from "../../git/objects/changedFiles.ts";
import { GitError } from "../../git/repository/gitError.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { ChangedRange } from "./proposal.ts";

const diff: readonly string[] = [
  "diff",
  "--unified=0",
  "--inter-hunk-context=0",
  diffAlgorithm,
  "--indent-heuristic",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--text",
];

/** Which lines differ between two blobs of the vault, in order. */
export async function changedRanges(
  repository: Repository,
  oldId: ObjectId,
  newId: ObjectId,
  signal?: AbortSignal,
): Promise<readonly ChangedRange[]> {
  if (oldId === newId) return [];
  return parseHunks(await repository.read([...diff, oldId, newId, "--"], { signal }));
}

const at = 0x40;
const lineFeed = 0x0a;
const longestHeader = 120;
const header = /^@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@(?: |$)/u;
const decoder = new TextDecoder();

/**
 * The hunk headers of a patch of one file without context. A line of content begins with `+`, `-` or `\`, so `@` at the beginning of a line is a
 * header and nothing else. Throws `corrupt` when one cannot be read or does not follow from the one before.
 */
export function parseHunks(patch: Uint8Array): readonly ChangedRange[] {
  const ranges: ChangedRange[] = [];
  for (let start = 0; start < patch.length;) {
    if (patch[start] === at) ranges.push(parseHunk(patch, start, ranges.at(-1)));
    const end = patch.indexOf(lineFeed, start);
    if (end < 0) break;
    start = end + 1;
  }
  return ranges;
}

function parseHunk(patch: Uint8Array, start: number, before: ChangedRange | undefined): ChangedRange {
  const line = decoder.decode(patch.subarray(start, start + longestHeader)).split("\n", 1)[0] ?? "";
  const [, oldLine, oldCount = "1", newLine, newCount = "1"] = header.exec(line) ?? [];
  const range = {
    oldStart: firstLine(oldLine, oldCount),
    oldCount: Number(oldCount),
    newStart: firstLine(newLine, newCount),
    newCount: Number(newCount),
  };
  const equal = range.oldStart - endOf(before, "old");
  if (oldLine === undefined || equal < 0 || equal !== range.newStart - endOf(before, "new")) {
    throw new GitError("corrupt", say`git's list of changed lines cannot be read at “${line.slice(0, 80)}”.`);
  }
  return range;
}

/** Zero-based; a side without lines is named by the line before it. */
function firstLine(line: string | undefined, count: string): number {
  return count === "0" ? Number(line) : Number(line) - 1;
}

function endOf(range: ChangedRange | undefined, side: "old" | "new"): number {
  if (range === undefined) return 0;
  return side === "old" ? range.oldStart + range.oldCount : range.newStart + range.newCount;
}
