import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { openRepository } from "../git/repository/repository.ts";
import type { FileSystem, Git } from "../base/ports.ts";

/** Throws `refused` where git, run in the worktree, would work on other files than those in it. */
export async function requireOwnTopLevel(
  { git, fs }: { readonly git: Git; readonly fs: FileSystem },
  worktree: string,
  signal?: AbortSignal,
): Promise<void> {
  const { root } = (await openRepository(git, worktree, signal)).paths;
  await requireTopLevel(fs, worktree, root);
}

/**
 * The same, when git has said already what it takes for the top. It is another one where `core.worktree` stands in the configuration that all
 * worktrees share: that counts for each of them as soon as `extensions.worktreeConfig` is on.
 */
export async function requireTopLevel(fs: FileSystem, worktree: string, said: string): Promise<void> {
  if ((await fs.realPath(said)) === (await fs.realPath(worktree))) return;
  throw new WorkflowError(
    "refused",
    say`In the worktree ${worktree} git would work on the files in ${said}: core.worktree is in the configuration that all worktrees of the repository share, and extensions.worktreeConfig is on.`,
    say`Give it to the main checkout alone, there: git config --worktree core.worktree "$(git config core.worktree)" && git config --local --unset core.worktree. Then open the fork again.`,
  );
}
