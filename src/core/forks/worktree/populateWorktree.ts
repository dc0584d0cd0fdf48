import type { ForkContext } from "../model/forkContext.ts";
import type { IncludedFiles } from "./includedFiles.ts";
import { checkOutSubmodules, type SubmoduleResult } from "./submodules.ts";
import { copyIncluded } from "./worktreeInclude.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";

export interface PopulatedWorktree {
  readonly included: IncludedFiles;
  readonly submodules: readonly SubmoduleResult[];
}

/** Brings into a worktree what its branch does not hold. May be repeated: nothing that is there already is overwritten. */
export async function populateWorktree(
  context: ForkContext,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<PopulatedWorktree> {
  const included = await copyIncluded(context, link.worktree, signal);
  return { included, submodules: await checkOutSubmodules(context, link, signal) };
}
