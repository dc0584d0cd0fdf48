import { ageOf } from "../files/fileAge.ts";
import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { approvalOf, unapproved } from "../git/config/checkoutAudit.ts";
import { fetchingMissing } from "../git/config/fetching.ts";
import { isAncestor } from "../git/merge/mergeCommits.ts";
import { diffTrees, type PathChange } from "../git/objects/treeDiff.ts";
import { isGitError } from "../git/repository/gitError.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import type { Repository } from "../git/repository/repository.ts";
import { readRef } from "../git/refs/refs.ts";
import { joinPath } from "../files/paths.ts";
import { lstatInside } from "../files/lstatInside.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import { worktreeRepository, type ForkContext } from "./model/forkContext.ts";
import type { ForkOperation } from "./model/forkJournal.ts";
import { continueSync } from "./syncFork.ts";
import { auditRepository } from "./worktree/auditRepository.ts";
import { findWorktree } from "./worktree/makeWorktree.ts";
import { uncommittedPaths } from "./worktree/worktreeStatus.ts";

/** Milliseconds after which a lock is that of a git that was killed with the merge: a git that works holds it for less. */
const lockAbandonedAfter = 60_000;

/** Bytes of a file that git was writing when it was killed; larger ones are not compared. */
const largestPart = 64 * 1024 * 1024;

interface Merge {
  readonly from: ObjectId;
  readonly to: ObjectId;
}

/**
 * Carries a merge into a fork to its end. git is killed with its caller, and then leaves the lock of the index and files of both sides; where nothing
 * else stands in the worktree, the merge is completed. Answers `abandoned` where files or the branch were changed meanwhile. Throws `untrusted` for
 * programs nobody has approved, `conflict` while the lock may be that of a git at work.
 */
export async function recoverSync(
  context: ForkContext,
  id: SessionId,
  { from, to }: Extract<ForkOperation, { readonly operation: "sync" }>,
  approved: readonly string[],
): Promise<"completed" | "abandoned"> {
  const { repository, journal, logger } = context;
  const head = await readRef(repository, branchOfFork(context, id));
  const known = isObjectId(from) && isObjectId(to) && (head === from || head === to);
  if (!known || !(await isAncestor(repository, from, to))) {
    await journal.end(id);
    return "abandoned";
  }
  const refused = unapproved(await auditRepository(context, "checkout"), approved).map(approvalOf);
  if (refused.length > 0) {
    throw new WorkflowError(
      "untrusted",
      say`A merge into ${id} was cut off, and to go on would run programs of the repository's configuration: ${refused.join(" · ")}`,
      say`Look at each of them; “wfs fork sync ${id}” with “--approve” for each goes on, or take them out of .git/config.`,
    );
  }
  const link = await findWorktree(context, id);
  const inside = link === undefined ? undefined : worktreeRepository(context, link);
  await removeAbandonedLocks(context, id, inside);
  try {
    await continueSync(context, id, from, to);
    return "completed";
  } catch (error) {
    if (!isGitError(error, "would-overwrite", "ref-changed")) throw error;
  }
  if (inside !== undefined && (await isHalfDone(context, id, inside, { from, to }))) {
    await fetchingMissing(inside, async (one) =>
      one.write(["-c", "checkout.workers=0", "reset", "--quiet", "--hard", to]),
    );
    await journal.end(id);
    return "completed";
  }
  logger.warn(`The merge into ${id} is not carried on: files or the branch were changed meanwhile.`);
  await journal.end(id);
  return "abandoned";
}

/** The locks that a merge takes: of the index, of the branch and of what HEAD was. */
async function removeAbandonedLocks(
  context: ForkContext,
  id: SessionId,
  inside: Repository | undefined,
): Promise<void> {
  const { fs, clock, commonDirectory } = context;
  const own = ["index.lock", "ORIG_HEAD.lock", "HEAD.lock"].flatMap((name) => inside?.ownFile(name) ?? []);
  for (const lock of [...own, joinPath(commonDirectory, `${branchOfFork(context, id)}.lock`)]) {
    const stat = await fs.lstat(lock);
    if (stat === undefined) continue;
    if (ageOf(stat, clock) > lockAbandonedAfter) await fs.remove(lock);
    else throw locked(id, lock);
  }
}

function locked(id: SessionId, lock: string): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`A merge into ${id} was cut off, and to go on waits for ${lock}: a git that works there holds it, or one that was killed left it.`,
    say`Try again in a minute: then the lock is taken for left, and removed.`,
  );
}

/**
 * Whether the worktree, which had nothing uncommitted when the merge began, has nothing but files of one side or the other now: git deletes files,
 * then writes them, several at a time, so some may be missing and some cut off. Then nothing is lost when all of them become those of `to`.
 */
async function isHalfDone(context: ForkContext, id: SessionId, inside: Repository, merge: Merge): Promise<boolean> {
  const { repository, fs, checkpoints } = context;
  const { root } = inside.paths;
  const { branch, commit } = await inside.head();
  if (branch !== branchOfFork(context, id) || commit !== merge.from) return false;
  const now = await checkpoints.treeAt(root);
  const coming = new Map((await diffTrees(repository, merge.from, merge.to)).map((change) => [change.path, change]));
  const standing = new Map((await diffTrees(repository, merge.from, now)).map((change) => [change.path, change]));
  const cutOff: PathChange[] = [];
  for (const { path, status, newId, newMode } of standing.values()) {
    const change = coming.get(path);
    if (change === undefined) return false;
    if (status === "deleted" || (newId === change.newId && newMode === change.newMode)) continue;
    if (change.status === "deleted") return false;
    cutOff.push(change);
  }
  for (const change of cutOff) if (!(await isPartOf(context, inside, change))) return false;
  // What no tree of the working tree holds: ignored files where new ones come, and files too large to be read.
  for (const { path, status } of coming.values()) {
    if (status === "added" && !standing.has(path) && (await lstatInside(fs, root, path)) !== undefined) return false;
  }
  const uncommitted = await uncommittedPaths(context, inside, { approved: true });
  return uncommitted.every(({ path }) => standing.has(path));
}

/** Whether a file holds the beginning of what comes in its place. */
async function isPartOf({ fs }: ForkContext, inside: Repository, { path, newId }: PathChange): Promise<boolean> {
  const file = joinPath(inside.paths.root, path);
  const stat = await lstatInside(fs, inside.paths.root, path);
  if (stat?.kind !== "file" || stat.size > largestPart) return false;
  const part = (await fs.read(file, largestPart)) ?? new Uint8Array();
  if (part.length === 0) return true;
  const whole = await inside.read(["cat-file", "blob", newId]);
  return part.every((byte, at) => byte === whole[at]);
}
