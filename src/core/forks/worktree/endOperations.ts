import type { FileSystem } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";

/** What operations of git leave in a worktree's own git directory as long as they wait, and locks that a killed git has left there. */
const traces: ReadonlySet<string> = new Set([
  "rebase-merge",
  "rebase-apply",
  "sequencer",
  "MERGE_HEAD",
  "MERGE_MODE",
  "MERGE_MSG",
  "MERGE_RR",
  "MERGE_AUTOSTASH",
  "AUTO_MERGE",
  "SQUASH_MSG",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "REBASE_HEAD",
  "BISECT_LOG",
  "BISECT_NAMES",
  "BISECT_START",
  "BISECT_TERMS",
  "BISECT_EXPECTED_REV",
  "BISECT_ANCESTORS_OK",
  "BISECT_FIRST_PARENT",
  "index.lock",
  "HEAD.lock",
]);

/** Forgets every operation that was begun in a worktree, as nobody will go on with it. Autostashes were kept before (keepAutostashes.ts). */
export async function endOperations(fs: FileSystem, { admin }: WorktreeLink): Promise<void> {
  for (const { name, kind } of (await fs.entries(admin)) ?? []) {
    if (!traces.has(name)) continue;
    if (kind === "directory") await fs.removeTree(joinPath(admin, name));
    else await fs.remove(joinPath(admin, name));
  }
}
