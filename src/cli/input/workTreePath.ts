import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { worktreePath } from "../../core/worktrees/forkNames.ts";
import { workTreeTop } from "../../core/git/directory/gitDirectory.ts";
import type { FileSystem } from "../../core/base/ports.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/**
 * A path as typed, counted from where the person stands (`Workspace.start`), as git's trees have it: relative to the top of the working tree,
 * empty for the top itself. Standing in another working tree of the repository than the session's, it is the same path in the session's.
 * Nothing in it is a pattern.
 * @throws WorkflowError `refusal` for what is outside of the working tree
 */
export async function workTreePath(
  { fs, root, start }: Workspace,
  session: SessionId | undefined,
  typed: string,
  refusal: "usage" | "unsafe-path" = "usage",
): Promise<string> {
  const standing = await workTreeTop(fs, start);
  const tops = session === undefined ? [standing] : [worktreePath(root, session), standing];
  const named = resolve(start, typed);
  for (const path of typed === "" ? [] : [named, await canonical(fs, named)]) {
    const found = tops.map((top) => relative(top, path)).find(isInside);
    if (found !== undefined) return slashed(found);
  }
  throw new WorkflowError(
    refusal,
    say`“${typed}” is not in the working tree ${standing}.`,
    say`Name a path in it, absolute or from where you stand (with --root, from there).`,
  );
}

/** How a path of the working tree is shown: so that it means the same file when it is typed where the person stands. */
export async function pathsFromHere({ fs, start }: Workspace): Promise<(path: string) => string> {
  const here = relative(await workTreeTop(fs, start), start);
  if (here === "" || !isInside(here)) return (path) => path;
  return (path) => posix.relative(`/${slashed(here)}`, `/${path}`) || ".";
}

/** With every link above the last component resolved, as far as there is something. */
async function canonical(fs: FileSystem, path: string): Promise<string> {
  const parent = dirname(path);
  if (parent === path) return path;
  return join((await fs.realPath(slashed(parent))) ?? (await canonical(fs, parent)), basename(path));
}

const isInside = (way: string): boolean => way.split(sep)[0] !== ".." && !isAbsolute(way);
const slashed = (path: string): string => path.replaceAll(sep, "/");
