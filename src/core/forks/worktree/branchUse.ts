import { joinPath } from "../../files/paths.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { mainCheckout } from "../../git/directory/gitDirectory.ts";
import { heldBranches } from "../../worktrees/heldBranches.ts";
import { branchOf, worktreeNotes } from "../../worktrees/worktreeNotes.ts";

type UseContext = Pick<ForkContext, "fs" | "commonDirectory" | "repository">;

/** A checkout that works on the branch, also one that is not there, or in which a rebase or a bisect holds it; `undefined`: none. */
export async function usedBy(context: UseContext, ref: RefName): Promise<string | undefined> {
  const { fs, commonDirectory, repository } = context;
  for (const { worktree, admin, branch } of await worktreeNotes(fs, commonDirectory)) {
    if (branch === ref || (await isHeld(context, admin, ref))) return worktree;
  }
  const main = await mainOf(context);
  if (main !== undefined && (await branchOf(fs, commonDirectory)) === ref) return main;
  if (main !== undefined && (await isHeld(context, commonDirectory, ref))) return main;
  const used = await repository.text(["for-each-ref", "--format=%(worktreepath)", ref]);
  return used === "" ? undefined : used;
}

/** Another checkout of the branch besides this worktree, which git allows by force: one that stands, or waits for its disk; `undefined`: none. */
export async function alsoUsedBy(context: UseContext, ref: RefName, worktree: string): Promise<string | undefined> {
  const { fs, commonDirectory } = context;
  const others = (await worktreeNotes(fs, commonDirectory)).filter(
    (note) => note.branch === ref && note.worktree !== worktree,
  );
  const stands = (top: string, admin: string): boolean =>
    fs.kindNow(joinPath(top, ".git")) !== undefined || fs.kindNow(joinPath(admin, "locked")) !== undefined;
  const other = others.find((note) => stands(note.worktree, note.admin))?.worktree;
  if (other !== undefined) return other;
  const main = await mainOf(context);
  return main !== undefined && (await branchOf(fs, commonDirectory)) === ref ? main : undefined;
}

/** Top of the main checkout. Of one that keeps its git directory elsewhere nothing but its own repository tells. */
async function mainOf({ fs, commonDirectory, repository }: UseContext): Promise<string | undefined> {
  return (await mainCheckout(fs, commonDirectory)) ?? (repository.linked ? undefined : repository.paths.root);
}

async function isHeld({ fs }: UseContext, admin: string, ref: RefName): Promise<boolean> {
  return (await heldBranches(fs, admin)).some((held) => held.ref === ref);
}
