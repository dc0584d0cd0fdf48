import { WorkflowError } from "./errors.ts";
import { readLine, readWorktreeLink, resolvePath } from "./forks/worktreeLink.ts";
import { baseName, joinPath, parentPath } from "./paths.ts";
import type { FileSystem, Logger } from "./ports.ts";
import { workflowName } from "./sessions/sessionContext.ts";
import { parseSessionId, type SessionId } from "./sessions/sessionId.ts";

/** Directory of the forks' worktrees in the main checkout (product.md, "On disk"). */
export const worktreesName = ".worktrees";

export interface WorkspaceRoot {
  /** The directory that holds, or will hold, `.workflow`; canonical. */
  readonly root: string;
  /** The fork whose worktree the start directory is in. */
  readonly here?: SessionId;
  /** The git directory all worktrees share; absent outside of a repository, and when `.git` leads somewhere strange. */
  readonly gitDirectory?: string;
}

interface Checkout {
  readonly top: string;
  readonly gitDirectory?: string;
  /** Set for a linked worktree whose files point both ways. */
  readonly main?: string;
}

/**
 * Finds the workspace a directory belongs to, by files only, no process (product.md, "Inside a fork's worktree the main checkout's `.workflow`
 * is the one that counts"): the nearest ancestor with `.workflow` or `.git`; inside a linked worktree the main checkout, once
 * both agree that they belong together (a forged `.git` file leads nowhere). With neither, or with `exact`, the directory itself.
 */
export async function findWorkspaceRoot(
  fs: FileSystem,
  start: string,
  options: { readonly exact?: boolean; readonly logger: Logger },
): Promise<WorkspaceRoot> {
  const directory = await fs.realPath(start);
  if (directory === undefined) {
    throw new WorkflowError("usage", `There is no directory ${start}.`, "Give an existing directory.");
  }
  const checkout = await findCheckout(fs, directory, options.logger);
  const git = checkout?.gitDirectory === undefined ? {} : { gitDirectory: checkout.gitDirectory };
  if (checkout?.main !== undefined) {
    const here = forkOf(checkout.main, checkout.top);
    return { root: checkout.main, ...git, ...(here === undefined ? {} : { here }) };
  }
  if (options.exact === true) return { root: directory, ...git };
  return { root: (await nearestWorkflow(fs, directory, checkout?.top)) ?? checkout?.top ?? directory, ...git };
}

function* ancestors(directory: string): Generator<string> {
  for (let at = directory; ; at = parentPath(at)) {
    yield at;
    if (parentPath(at) === at || !at.includes("/")) return;
  }
}

/** The nearest ancestor with `.workflow`, not beyond the top of the checkout. */
async function nearestWorkflow(fs: FileSystem, directory: string, top?: string): Promise<string | undefined> {
  for (const at of ancestors(directory)) {
    if ((await fs.lstat(joinPath(at, workflowName)))?.kind === "directory") return at;
    if (at === top) return undefined;
  }
  return undefined;
}

async function findCheckout(fs: FileSystem, directory: string, logger: Logger): Promise<Checkout | undefined> {
  for (const top of ancestors(directory)) {
    const stat = await fs.lstat(joinPath(top, ".git"));
    if (stat?.kind === "directory") return { top, gitDirectory: joinPath(top, ".git") };
    if (stat?.kind === "file") return await linkedCheckout(fs, top, logger);
  }
  return undefined;
}

/** A checkout whose `.git` is a file: a linked worktree, a submodule, or something forged. */
async function linkedCheckout(fs: FileSystem, top: string, logger: Logger): Promise<Checkout> {
  const line = await readLine(fs, joinPath(top, ".git"));
  const named = line?.startsWith("gitdir: ") === true ? line.slice("gitdir: ".length) : undefined;
  const admin = named === undefined ? undefined : await fs.realPath(resolvePath(top, named));
  const commonLine = admin === undefined ? undefined : await readLine(fs, joinPath(admin, "commondir"));
  if (admin === undefined || commonLine === undefined) return { top };
  const common = await fs.realPath(resolvePath(admin, commonLine));
  if (common === undefined || baseName(common) !== ".git") return { top };
  try {
    if ((await readWorktreeLink(fs, common, top)) === undefined) return { top };
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    logger.warn(error.message);
    return { top };
  }
  return { top, gitDirectory: common, main: parentPath(common) };
}

function forkOf(main: string, worktree: string): SessionId | undefined {
  return parentPath(worktree) === joinPath(main, worktreesName) ? parseSessionId(baseName(worktree)) : undefined;
}
