import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { gitDirectoryNamed, readLine, readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { sessionOfBranch } from "../sessions/model/sessionBranch.ts";
import { gitDirectoryAt, mainCheckout, type GitDirectory } from "../git/directory/gitDirectory.ts";
import { baseName, joinPath, parentPath } from "../files/paths.ts";
import type { FileSystem, Logger } from "../base/ports.ts";
import { workflowName } from "../sessions/sessionContext.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";

/** Directory of the forks' worktrees in the main checkout. */
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
  /** A linked worktree whose files point both ways. */
  readonly linked?: true;
}

/**
 * Finds the workspace a directory belongs to, by files only, no process: the nearest ancestor with `.workflow` or with what git takes for a
 * `.git`. Inside a linked worktree that is a fork's, the workspace that the fork lies in; inside any other, the main checkout, where there is
 * one; each once both agree that they belong together (a forged `.git` file leads nowhere). With neither, or with `exact`, the directory itself.
 */
export async function findWorkspaceRoot(
  fs: FileSystem,
  start: string,
  options: { readonly exact?: boolean; readonly logger: Logger },
): Promise<WorkspaceRoot> {
  const directory = await fs.realPath(start);
  if (directory === undefined) {
    throw new WorkflowError("usage", say`There is no directory ${start}.`, say`Give an existing directory.`);
  }
  const checkout = await findCheckout(fs, directory, options.logger);
  const gitDirectory = checkout?.gitDirectory;
  const git = gitDirectory === undefined ? {} : { gitDirectory };
  if (checkout?.linked === true && gitDirectory !== undefined) {
    const fork = await forkAt(fs, checkout.top, gitDirectory, options.logger);
    if (fork !== undefined) return { ...fork, ...git };
    const main = await mainCheckout(fs, gitDirectory);
    if (main !== undefined) {
      // Rarely needed, and it takes what reads records and refs along.
      const { forkWorkedOnAt } = await import("./worktreeNotes.ts");
      const here = await forkWorkedOnAt(fs, { root: main, commonDirectory: gitDirectory }, checkout.top);
      return { root: main, ...git, ...(here === undefined ? {} : { here }) };
    }
  }
  if (options.exact === true) return { root: directory, ...git };
  return { root: (await nearestWorkflow(fs, directory, checkout?.top)) ?? checkout?.top ?? directory, ...git };
}

/** The workspace whose `.worktrees` a worktree lies in, when it is one of the same repository. */
async function forkAt(
  fs: FileSystem,
  worktree: string,
  gitDirectory: string,
  logger: Logger,
): Promise<Pick<WorkspaceRoot, "root" | "here"> | undefined> {
  const { root, here } = forkPlace(worktree) ?? {};
  if (root === undefined || here === undefined) return undefined;
  const around = await findWorkspaceRoot(fs, root, { logger });
  return around.root === root && around.gitDirectory === gitDirectory ? { root, here } : undefined;
}

/** The workspace and fork whose worktree would lie there. */
function forkPlace(worktree: string): { readonly root: string; readonly here: SessionId } | undefined {
  const here = parseSessionId(baseName(worktree));
  const parent = parentPath(worktree);
  return here === undefined || baseName(parent) !== worktreesName ? undefined : { root: parentPath(parent), here };
}

/**
 * Throws `unsafe-path` with the cause where a fork's worktree lies whose `.git` does not lead to the repository around it: nothing that is said or made
 * there as if it were a workspace of its own would be about the fork.
 */
async function requireNoFork(fs: FileSystem, top: string): Promise<void> {
  const place = forkPlace(top);
  if (place === undefined) return;
  const around = await gitDirectoryAt(fs, place.root);
  if (around !== undefined && around !== "broken") await readWorktreeLink(fs, around.common, top);
  throw new WorkflowError(
    "unsafe-path",
    say`${joinPath(top, ".git")} leads to no git repository, as when the project of a worktree was moved or renamed.`,
    say`Run “git worktree repair ${top}” where the project's git directory is now, then try again.`,
  );
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
    const git = await gitDirectoryAt(fs, top);
    if (git === undefined) continue;
    if (git === "broken") {
      await requireNoFork(fs, top);
      logger.warn(
        `${joinPath(top, ".git")} leads to no git repository: no checkpoints and no forks here.${await movedHint(fs, top)}`,
      );
      return { top };
    }
    return git.own === git.common ? { top, gitDirectory: git.common } : await linkedCheckout(fs, top, git, logger);
  }
  return undefined;
}

/** What to do where a `.git` names the directory of a linked worktree in a repository. */
async function movedHint(fs: FileSystem, top: string): Promise<string> {
  const named = gitDirectoryNamed(await readLine(fs, joinPath(top, ".git"))) ?? "";
  if (!/[/\\]worktrees[/\\][^/\\]+$/u.test(named)) return "";
  return ` If its project was moved or renamed, “git worktree repair ${top}”, run there, connects the two again.`;
}

/** Whether a fork's branch is checked out there, and no workspace has been begun: none should be. */
async function isOfFork(fs: FileSystem, top: string, { own }: GitDirectory): Promise<boolean> {
  if (fs.kindNow(joinPath(top, workflowName)) !== undefined) return false;
  const branch = (await readLine(fs, joinPath(own, "HEAD")))?.replace(/^ref: /u, "");
  return branch !== undefined && sessionOfBranch(branch) !== undefined;
}

async function linkedCheckout(fs: FileSystem, top: string, git: GitDirectory, logger: Logger): Promise<Checkout> {
  try {
    if ((await readWorktreeLink(fs, git.common, top)) === undefined) return { top };
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    if (forkPlace(top) !== undefined || (await isOfFork(fs, top, git))) throw error;
    logger.warn(error.message);
    return { top };
  }
  return { top, gitDirectory: git.common, linked: true };
}
