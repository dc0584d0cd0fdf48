import { isObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/** Commits looked at of one branch, its newest. */
export const mostHistory = 400;

/** What differs between two trees: the rows of the raw listing as one text, every byte of a name kept apart (latin-1), and the names. */
export interface RawListing {
  readonly rows: string;
  readonly paths: ReadonlySet<string>;
}

/** A commit of a branch with what it changed against its first parent. */
export interface HistoryCommit extends RawListing {
  readonly id: ObjectId;
  readonly tree: ObjectId;
}

/**
 * The newest commits of a branch itself (first parents), newest first, each with what it changed. Throws `GitError` where objects are missing.
 *
 * @param plain a git directory without attributes and configuration
 */
export async function firstParentHistory(
  plain: Repository,
  target: ObjectId,
  signal?: AbortSignal,
): Promise<readonly HistoryCommit[]> {
  const printed = ["-z", "--raw", "-r", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none"];
  const shape = ["--first-parent", "--diff-merges=first-parent", `--max-count=${mostHistory}`, "--format=%H%x00%T"];
  const output = await plain.read(["log", ...printed, ...shape, target, "--"], { signal });
  const fields = new TextDecoder("latin1").decode(output).split("\0");
  const commits: HistoryCommit[] = [];
  for (let at = 0; ;) {
    const [id = "", tree = ""] = [fields[at], fields[at + 1]];
    if (!isObjectId(id) || !isObjectId(tree)) return commits;
    const { end, listing } = listingAt(fields, at + 2);
    commits.push({ id, tree, ...listing });
    at = end;
  }
}

/** What `git diff-tree --stdin --raw -z` prints: each commit with what differs from the parent that was named for it. */
export function parseListings(output: string): readonly (readonly [ObjectId, RawListing])[] {
  const fields = output.split("\0");
  const listings: (readonly [ObjectId, RawListing])[] = [];
  for (let at = 0; ;) {
    const id = fields[at] ?? "";
    if (!isObjectId(id)) return listings;
    const { end, listing } = listingAt(fields, at + 1);
    listings.push([id, listing]);
    at = end;
  }
}

/** Pairs of a row, which begins with a colon, and its name. */
function listingAt(fields: readonly string[], start: number): { readonly listing: RawListing; readonly end: number } {
  const paths = new Set<string>();
  const rows: string[] = [];
  let end = start;
  for (; /^\n?:/u.test(fields[end] ?? ""); end += 2) {
    const path = fields[end + 1] ?? "";
    rows.push(`${(fields[end] ?? "").trimStart()}\0${path}\0`);
    paths.add(path);
  }
  return { listing: { rows: rows.join(""), paths }, end };
}
