import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { fetchingMissing } from "../../git/config/fetching.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import { isObjectId, isZeroId } from "../../git/repository/objectId.ts";
import { shortName } from "../../git/repository/refName.ts";
import { branchOfFork } from "../../worktrees/forkBranch.ts";
import { listRefs } from "../../git/refs/refs.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { excludeFromGit } from "../../git/directory/gitExclude.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import {
  addingName,
  isAddingName,
  worktreePath,
  worktreesDirectory,
  worktreesName,
} from "../../worktrees/forkNames.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { discardDirectory } from "../model/deletions.ts";
import { isHonoured, notThere } from "./missingWorktree.ts";
import { requireOwnTopLevel } from "../../worktrees/ownTopLevel.ts";
import {
  connectWorktree,
  isTornAdmin,
  lockReason,
  readHead,
  readWorktreeLink,
  unplacedAdmins,
  type WorktreeLink,
} from "../../git/directory/worktreeLink.ts";
import { lookForWorktree, worktreeNotes, type WorktreeNote } from "../../worktrees/worktreeNotes.ts";

/** How the reason of our own locks begins. */
const ourLock = "Workflow Sessions";

/**
 * Why a person has locked a worktree, possibly empty; `undefined` for no lock and for ours. A power failure may leave ours empty, which is known only
 * where a person never sees the worktree: while it is made.
 */
export async function personsLock(fs: FileSystem, { worktree, admin }: WorktreeLink): Promise<string | undefined> {
  const reason = await lockReason(fs, admin);
  const isOurs =
    reason?.startsWith(ourLock) === true || (reason === "" && isAddingName(baseName(parentPath(worktree))));
  return isOurs ? undefined : reason;
}

/** The reason of the lock under which git makes the worktree of a fork. */
const makingReason = (id: SessionId): string => `${ourLock} is making the worktree of ${id}`;

/**
 * The fork's worktree with its link checked, wherever a person has moved it; `undefined` when it has none. Throws `unsafe-path` for one that leads
 * elsewhere, and `refused` while git has it on file where it is not. `notes`: those of the repository, where they are read already.
 */
export async function findWorktree(
  context: ForkContext,
  id: SessionId,
  notes?: readonly WorktreeNote[],
): Promise<WorktreeLink | undefined> {
  const { link, missing } = await lookForWorktree(context.fs, context, id, notes);
  // The operation in progress may just be moving it.
  if (link !== undefined || missing.length === 0 || (await context.journal.read(id)).state !== "none") return link;
  for (const note of missing) await requireGivenUp(context, id, note);
  return undefined;
}

/** Whether a worktree of the fork is where this product makes it; elsewhere a person has put it, and it is theirs. */
export function isInPlace({ root }: Pick<ForkContext, "root">, id: SessionId, { worktree }: WorktreeLink): boolean {
  return worktree === worktreePath(root, id);
}

/**
 * Checks the branch out under `.worktrees/.adding-<hex>/<id>` and moves it to `.worktrees/<id>` by one rename, so that a worktree under its
 * own name is always whole. The journal is left open for what populates it. Failing or cancelled, everything is cleared away, unless the
 * worktree has its name already: then the journal stays for the next opening or sweep.
 */
export async function makeWorktree(context: ForkContext, id: SessionId, signal?: AbortSignal): Promise<WorktreeLink> {
  const { fs, journal } = context;
  const adding = addingName(context.random.name(4));
  await journal.begin(id, { operation: "open", adding });
  const aside = joinPath(worktreesDirectory(context.root), adding);
  try {
    for (const missing of (await lookForWorktree(fs, context, id)).missing) {
      await requireGivenUp(context, id, missing);
      await forget(context, id, missing);
    }
    await makeWorktreesDirectory(context);
    await excludeFromGit(fs, context.commonDirectory, [`${worktreesName}/`]);
    await fs.makeDirectory(aside);
    await addWorktree(context, id, joinPath(aside, id), signal);
    await requireOwnTopLevel(context, joinPath(aside, id), signal);
    return await placeWorktree(context, id, adding);
  } catch (error) {
    if (await isPlaced(context, id, adding)) journal.leave(id);
    else {
      await clearAside(context, id, adding);
      await journal.end(id);
    }
    throw error;
  }
}

async function addWorktree(context: ForkContext, id: SessionId, path: string, signal?: AbortSignal): Promise<void> {
  const { repository } = context;
  // A relative path would not lead from where the worktree is moved to.
  const settings = ["-c", "checkout.workers=0", "-c", "worktree.useRelativePaths=false"];
  const options = ["--quiet", "--lock", "--reason", makingReason(id)];
  // git takes no full name here: that would detach HEAD. It finds the branch first, but looks for its commit under every ref of the name.
  const branch = shortName(branchOfFork(context, id));
  if (branch === "HEAD") {
    throw new WorkflowError(
      "exists",
      say`git takes ${branch} for what is checked out here, and not for the branch of ${id}.`,
      say`Remove the session (wfs fork remove ${id}), give the branch another name (git branch --move), then adopt it again.`,
    );
  }
  const add = [...settings, "worktree", "add", ...options, path, branch];
  try {
    await fetchingMissing(repository, async (one) => one.write(add, { signal }), signal);
  } catch (error) {
    const [other] = isGitError(error, "unknown-object")
      ? await listRefs(repository, `refs/${branch}`, `refs/tags/${branch}`)
      : [];
    if (other === undefined) throw error;
    throw new WorkflowError(
      "exists",
      say`git takes ${branch} for ${other.ref}, which is not a commit, and not for the branch.`,
      say`Rename or delete it (git update-ref -d ${other.ref}), then open the fork again.`,
      error,
    );
  }
}

/** Whether the rename that gives a worktree its name is done. Whatever else has the name is not the worktree that was made. */
export async function isPlaced({ fs, root }: ForkContext, id: SessionId, adding: string): Promise<boolean> {
  const made = await fs.lstat(joinPath(worktreesDirectory(root), adding, id));
  return made === undefined && (await fs.lstat(worktreePath(root, id))) !== undefined;
}

/** Moves a whole worktree from where it was made to its own name, and tells the repository. Safe to repeat after any interruption. */
export async function placeWorktree(context: ForkContext, id: SessionId, adding: string): Promise<WorktreeLink> {
  const { fs } = context;
  const aside = joinPath(worktreesDirectory(context.root), adding);
  const worktree = worktreePath(context.root, id);
  await fs.rename(joinPath(aside, id), worktree);
  const link = await readWorktreeLink(fs, context.commonDirectory, worktree, joinPath(aside, id));
  if (link === undefined) throw new WorkflowError("internal", say`${worktree} vanished.`, say`Open the fork again.`);
  await connectWorktree(fs, link);
  if ((await personsLock(fs, link)) === undefined) await fs.remove(joinPath(link.admin, "locked"));
  await fs.removeTree(aside);
  return link;
}

/** Removes what an interrupted checkout made under `adding`, and the repository's note of it. */
export async function clearAside(context: ForkContext, id: SessionId, adding: string): Promise<void> {
  const { fs, root } = context;
  const aside = joinPath(worktreesDirectory(root), adding);
  const made = joinPath(aside, id);
  const stands = (await fs.lstat(aside)) !== undefined;
  // Of a directory that is gone as a whole, it was this that removed it; a worktree that is not in it was moved to its own name, and from there.
  const isOurs = stands ? (await fs.lstat(made)) !== undefined : (await fs.lstat(parentPath(aside))) !== undefined;
  if (stands) await discardDirectory(context, id, aside);
  for (const missing of await missingAt(context, made)) {
    await (isOurs ? requireNoCommits : requireGivenUp)(context, id, missing);
    await forget(context, id, missing);
  }
  await forgetUnplaced(context, id);
}

/** Refused as long as git would keep the note, or commits hang on it alone, because its HEAD names no branch. */
async function requireGivenUp(context: ForkContext, id: SessionId, missing: WorktreeLink): Promise<void> {
  await requireNoCommits(context, id, missing);
  const isLocked = (await personsLock(context.fs, missing)) !== undefined;
  if (isLocked || (await isHonoured(context, missing))) throw notThere(id, missing);
}

async function requireNoCommits(context: ForkContext, id: SessionId, { worktree, admin }: WorktreeLink): Promise<void> {
  const head = (await readHead(context.fs, admin)) ?? "";
  if (!isObjectId(head) || isZeroId(head)) return;
  throw new WorkflowError(
    "refused",
    say`The worktree ${worktree} of ${id} is not there, and nothing but its detached HEAD is known to hold the commit ${head}.`,
    say`If it is on a disk, plug that in. If it is gone: “git branch NAME ${head}” keeps the commit, “git worktree remove --force --force ${worktree}” forgets the worktree.`,
  );
}

/**
 * Drops the repository's note of a worktree of this fork whose directory we have taken away ourselves, or a person has given up: it would keep the
 * branch in use. One that a person has locked is refused: it may be on a disk that is not plugged in.
 */
export async function forgetMissing(
  context: ForkContext,
  id: SessionId,
  path = worktreePath(context.root, id),
): Promise<void> {
  for (const missing of await missingAt(context, path)) await forget(context, id, missing);
}

async function forget(context: ForkContext, id: SessionId, missing: WorktreeLink): Promise<void> {
  const { fs, repository } = context;
  await requireUnlocked(context, id, missing);
  // Git would die over this note, and over any other like it.
  if (await isTornAdmin(fs, missing.admin)) await fs.removeTree(missing.admin);
  else await repository.write(["worktree", "remove", "--force", "--force", missing.worktree]);
}

async function missingAt({ fs, commonDirectory }: ForkContext, path: string): Promise<readonly WorktreeLink[]> {
  const notes = (await worktreeNotes(fs, commonDirectory)).filter(({ worktree }) => worktree === path);
  return (await fs.lstat(joinPath(path, ".git"))) === undefined ? notes : [];
}

/** Drops what a git that died has left of its note of this fork's worktree. Only for the process that has the fork's journal: a git at work looks the same. */
async function forgetUnplaced(context: ForkContext, id: SessionId): Promise<void> {
  for (const admin of await unplacedAdmins(context.fs, context.commonDirectory, id, makingReason(id))) {
    await context.fs.removeTree(admin);
  }
}

/** Throws `refused` for a worktree that a person has locked; our own locks only say that it is being made. */
export async function requireUnlocked(context: ForkContext, id: SessionId, link: WorktreeLink): Promise<void> {
  const { worktree } = link;
  const reason = await personsLock(context.fs, link);
  if (reason === undefined) return;
  throw new WorkflowError(
    "refused",
    say`The worktree ${worktree} of ${id} is locked: ${reason === "" ? say`no reason is given` : reason}`,
    say`Unlock it with “git worktree unlock ${worktree}”, then try again.`,
  );
}

export async function makeWorktreesDirectory(context: ForkContext): Promise<void> {
  const directory = worktreesDirectory(context.root);
  if (await context.fs.makeDirectory(directory)) return;
  if ((await context.fs.lstat(directory))?.kind === "directory") return;
  throw new WorkflowError("unsafe-path", say`${directory} is not a directory.`, say`Move it away, then try again.`);
}
