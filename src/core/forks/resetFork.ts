import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import { readHead } from "../git/refs/readHead.ts";
import { updateRefs } from "../git/refs/refs.ts";
import { isGitError } from "../git/repository/gitError.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { WorktreeLink } from "../git/directory/worktreeLink.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import { removedName, worktreePath, worktreesDirectory } from "../worktrees/forkNames.ts";
import { setAsideAs } from "./model/deletions.ts";
import { worktreeRepository, type ForkContext } from "./model/forkContext.ts";
import { requireApproved } from "./worktree/auditRepository.ts";
import { endOperations } from "./worktree/endOperations.ts";
import {
  findWorktree,
  forgetMissing,
  isInPlace,
  makeWorktreesDirectory,
  requireUnlocked,
} from "./worktree/makeWorktree.ts";
import { strayFiles } from "./worktree/strayFiles.ts";

export interface ResetTo {
  /** Where branch and worktree come to stand. */
  readonly base: ObjectId;
  /** Where the branch stands; `undefined`: it is gone. */
  readonly head: ObjectId | undefined;
  /** Programs a person has approved, as `key=value` (checkoutAudit.ts). */
  readonly approved?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

export interface RenewalLook extends Pick<ResetTo, "approved" | "signal"> {
  /** A call that was cut off has begun it, so that its worktree may be set aside already. */
  readonly begun?: boolean;
}

/** Throws what `resetFork` and `withdrawWorktree` would refuse, before anything is begun: programs nobody has approved, a worktree that a person has locked. */
export async function requireRenewable(
  context: ForkContext,
  id: SessionId,
  { approved = [], signal, begun = false }: RenewalLook,
): Promise<void> {
  await requireApproved(context, "checkout", approved, signal);
  if (begun && (await context.fs.lstat(worktreePath(context.root, id))) === undefined) await forgetMissing(context, id);
  const link = await findWorktree(context, id);
  if (link !== undefined) await requireUnlocked(context, id, link);
}

/**
 * Brings branch, HEAD, index and files of a fork's worktree to a commit where they stand, whatever was done to them; nothing is kept here (keepFork.ts). Files that the commit has
 * not, ignored ones too, are set aside by renames. All files are read again, since times and marks of the old index may have been set. Each step may be repeated after a kill.
 * Answers the directory of what was set aside. `undefined`: this worktree can only be made anew (`withdrawWorktree`), and only the branch was moved.
 */
export async function resetFork(context: ForkContext, id: SessionId, to: ResetTo): Promise<string | undefined> {
  const { fs } = context;
  const { base, signal } = to;
  await requireApproved(context, "checkout", to.approved ?? [], signal);
  const link = await findWorktree(context, id);
  if (link === undefined) {
    throw new WorkflowError(
      "not-found",
      say`The fork ${id} has no worktree.`,
      say`Make it (wfs fork open ${id}), then try again.`,
    );
  }
  await requireUnlocked(context, id, link);
  const inside = worktreeRepository(context, link);
  await endOperations(fs, link);
  await moveBranch(context, id, to, link);
  const isSparse = (await fs.lstat(joinPath(link.admin, "info", "sparse-checkout"))) !== undefined;
  const stray = isSparse ? undefined : await strayFiles(fs, inside, base, signal);
  if (stray === undefined) {
    if (isInPlace(context, id, link)) return undefined;
    throw new WorkflowError(
      "refused",
      say`The worktree of ${id} at ${link.worktree} is sparse, or has names that are not UTF-8, and is not ours to replace.`,
      say`Undo that there (git sparse-checkout disable), then try again.`,
    );
  }
  const aside = await setFilesAside(context, id, link, stray);
  await writeFiles(context, inside, base, signal);
  return aside;
}

/** Takes a worktree of the fork's own out of use by one rename, for a new one to be made at `base`; answers where it is now, `undefined`: there was none. May be repeated. */
export async function withdrawWorktree(
  context: ForkContext,
  id: SessionId,
  to: Omit<ResetTo, "approved">,
): Promise<string | undefined> {
  const { fs, root, random } = context;
  const stands = (await fs.lstat(worktreePath(root, id))) !== undefined;
  if (!stands) await forgetMissing(context, id);
  const link = await findWorktree(context, id);
  if (link !== undefined && !isInPlace(context, id, link)) {
    throw new WorkflowError(
      "refused",
      say`The worktree of ${id} is at ${link.worktree}, where it was moved or made by hand; it is not replaced.`,
      say`Go back to the beginning in it instead (wfs run reset), or bring it to .worktrees/${id} (git worktree move).`,
    );
  }
  if (link !== undefined) await requireUnlocked(context, id, link);
  const aside =
    link === undefined ? undefined : await setAsideAs(context, link.worktree, removedName(id, random.name(4)));
  await forgetMissing(context, id);
  await moveBranch(context, id, to, undefined);
  return aside;
}

/** The branch by compare-and-swap, then HEAD to it, where there is one. */
async function moveBranch(
  context: ForkContext,
  id: SessionId,
  { base, head, signal }: Omit<ResetTo, "approved">,
  link: WorktreeLink | undefined,
): Promise<void> {
  const ref = branchOfFork(context, id);
  if (head !== base) {
    try {
      await updateRefs(context.repository, [{ ref, from: head, to: base }], { reflog: `fork: reset ${id}`, signal });
    } catch (error) {
      if (!isGitError(error, "ref-changed", "ref-exists")) throw error;
      throw new WorkflowError(
        "conflict",
        say`The branch of ${id} has moved meanwhile.`,
        say`Try again: what is new on it is kept first.`,
        error,
      );
    }
  }
  if (link === undefined) return;
  const inside = worktreeRepository(context, link);
  const now = await readHead(inside, context.fs, signal);
  if (now.branch !== ref) await inside.write(["symbolic-ref", "-m", `fork: reset ${id}`, "HEAD", ref], { signal });
}

/** By renames into a directory beside the worktrees; where that is on another disk, they are deleted. */
async function setFilesAside(
  context: ForkContext,
  id: SessionId,
  { worktree }: WorktreeLink,
  paths: readonly string[],
): Promise<string> {
  const { fs, root, random } = context;
  await makeWorktreesDirectory(context);
  const aside = joinPath(worktreesDirectory(root), removedName(id, random.name(4)));
  await fs.makeDirectory(aside);
  const isNear = worktree.startsWith(`${worktreesDirectory(root)}/`);
  for (const [at, path] of paths.entries()) {
    const from = joinPath(worktree, path);
    if (isNear) await fs.rename(from, joinPath(aside, String(at)));
    else if ((await fs.lstat(from))?.kind === "directory") await fs.removeTree(from);
    else await fs.remove(from);
  }
  return aside;
}

/** A new index that knows nothing, all files read into it, those written that differ. */
async function writeFiles(
  { fs, random }: ForkContext,
  inside: Repository,
  base: ObjectId,
  signal?: AbortSignal,
): Promise<void> {
  const fresh = inside.ownFile(`index-reset-${random.name(4)}`);
  const whole = inside.configured([
    "core.splitIndex=false",
    "index.skipHash=false",
    "core.sparseCheckout=false",
    "checkout.workers=0",
  ]);
  const options = { env: { GIT_INDEX_FILE: fresh }, signal };
  try {
    await whole.write(["read-tree", base], options);
    await whole.write(["update-index", "-q", "--refresh"], { ...options, okExitCodes: [1] });
    await whole.write(["checkout-index", "--all", "--force", "--quiet", "--index"], options);
    await fs.rename(fresh, inside.ownFile("index"));
  } finally {
    await fs.remove(fresh);
    await fs.remove(`${fresh}.lock`);
  }
}
