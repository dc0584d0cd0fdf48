import type { FileSystem } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import type { WorktreeLink } from "./worktreeLink.ts";

/** An operation of git that was begun in a worktree and waits there to be continued. */
export type UnderWay = "rebase" | "merge" | "cherry-pick" | "revert" | "bisect";

/** What stands in the worktree's git directory as long as it waits. */
const traces: readonly (readonly [name: string, UnderWay])[] = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
];

/** Read from the files; changes nothing. */
export async function operationsUnderWay(fs: FileSystem, { admin }: WorktreeLink): Promise<readonly UnderWay[]> {
  const found = new Set<UnderWay>();
  for (const [name, operation] of traces) {
    if ((await fs.lstat(joinPath(admin, name))) !== undefined) found.add(operation);
  }
  return [...found];
}
