import { relative, resolve, sep } from "node:path";
import type { Workspace } from "../adapters/openWorkspace.ts";
import { joinPath } from "../core/paths.ts";

/**
 * A path as typed, relative to the top of the work tree: of the fork wfs runs in, else of the main checkout. From a directory outside of it
 * (`--root`), paths are relative to the top already. The core refuses what leads out.
 */
export function workTreePath({ root, here }: Workspace, typed: string): string {
  const top = here === undefined ? root : joinPath(root, ".worktrees", here);
  const inside = !relative(top, process.cwd()).split(sep).includes("..");
  return inside ? relative(top, resolve(typed)).replaceAll(sep, "/") : typed;
}
