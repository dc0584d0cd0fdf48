import type { FileSystem } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import type { WorktreeLink } from "./worktreeLink.ts";

/** An operation of git that was begun in a worktree and waits there to be continued. */
export type OperationInProgress = "rebase" | "merge" | "cherry-pick" | "revert" | "bisect";

/** What stands in the worktree's git directory as long as it waits. */
const traces: readonly (readonly [name: string, OperationInProgress])[] = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
];

/** Read from the files; changes nothing. */
export async function operationsInProgress(
  fs: FileSystem,
  { admin }: WorktreeLink,
): Promise<readonly OperationInProgress[]> {
  const found = new Set<OperationInProgress>();
  for (const [name, operation] of traces) {
    if ((await fs.lstat(joinPath(admin, name))) !== undefined) found.add(operation);
  }
  return [...found];
}
