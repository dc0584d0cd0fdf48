import type { RefName } from "../../git/repository/refName.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { mainCheckout } from "../../git/directory/gitDirectory.ts";
import { branchOf, worktreeNotes } from "../../worktrees/worktreeNotes.ts";

/** A checkout that works on the branch, also one that is not there, or that rebases it; `undefined`: none. */
export async function usedBy(
  { fs, commonDirectory, repository }: Pick<ForkContext, "fs" | "commonDirectory" | "repository">,
  ref: RefName,
): Promise<string | undefined> {
  const noted = (await worktreeNotes(fs, commonDirectory)).find(({ branch }) => branch === ref);
  if (noted !== undefined) return noted.worktree;
  const main = await mainCheckout(fs, commonDirectory);
  if (main !== undefined && (await branchOf(fs, commonDirectory)) === ref) return main;
  const used = await repository.text(["for-each-ref", "--format=%(worktreepath)", ref]);
  return used === "" ? undefined : used;
}
