import { WorkflowError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import { readWorktreeLink } from "../../git/directory/worktreeLink.ts";
import type { ScanContext } from "./takeContext.ts";

/**
 * Whether what git takes for another repository is a linked worktree of this one, by files only. One that was moved by hand or points elsewhere is
 * not. `path` is relative to the top of the work tree.
 */
export async function isOwnWorktree({ fs, repository }: ScanContext, path: string): Promise<boolean> {
  const { commonDir, root } = repository.paths;
  const [common, worktree] = await Promise.all([
    fs.realPath(commonDir),
    fs.realPath(joinPath(root, path.replace(/\/$/u, ""))),
  ]);
  if (common === undefined || worktree === undefined) return false;
  try {
    return (await readWorktreeLink(fs, common, worktree)) !== undefined;
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "unsafe-path") return false;
    throw error;
  }
}
