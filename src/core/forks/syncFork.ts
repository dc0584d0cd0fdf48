import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { commitTree } from "../git/objects/commits.ts";
import { fetchingMissing } from "../git/config/fetching.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { type RefName, shortName } from "../git/repository/refName.ts";
import { readRef, updateRefs } from "../git/refs/refs.ts";
import type { Repository } from "../git/repository/repository.ts";
import { diffTrees } from "../git/objects/treeDiff.ts";
import { withoutOwnFilters } from "../git/config/withoutOwnFilters.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { requireApproved, auditRepository } from "./worktree/auditRepository.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import { requireOwnBranch } from "../worktrees/requireOwnBranch.ts";
import { worktreeRepository, type ForkContext } from "./model/forkContext.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import { notAFork } from "./listForks.ts";
import { baseOf, readHeads } from "./model/forkHeads.ts";
import { alsoUsedBy, usedBy } from "./worktree/branchUse.ts";
import { findWorktree } from "./worktree/makeWorktree.ts";
import { personsIdentity } from "../git/objects/personsIdentity.ts";
import { isAncestor, previewMerge } from "../git/merge/mergeCommits.ts";
import { namedPaths, uncommittedCount } from "./removal/removalRefusal.ts";
import type { WorktreeLink } from "../git/directory/worktreeLink.ts";
import { uncommittedPaths } from "./worktree/worktreeStatus.ts";

export interface SyncedFork {
  readonly id: SessionId;
  readonly branch: string;
  /** `current`: nothing to take over. `conflicts`: nothing was touched. `would-merge`: a dry run without conflicts. */
  readonly result: "current" | "fast-forward" | "merged" | "conflicts" | "would-merge";
  readonly from: string;
  readonly head: string;
  readonly base: string;
  readonly conflicts: readonly string[];
  readonly messages: readonly string[];
}

export interface SyncOptions {
  readonly dryRun?: boolean;
  readonly approved?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Takes the baseline's head over into the fork. The merge is computed first, in memory; with conflicts nothing is touched and they are returned.
 * A worktree with uncommitted paths is refused, and one in which it would write over what a clean filter hides from git. Then: journal; files, index and branch to the new commit (all or nothing); journal removed.
 */
export async function syncFork(context: ForkContext, id: SessionId, options: SyncOptions = {}): Promise<SyncedFork> {
  const { signal } = options;
  const { sessions, clock, journal } = context;
  const dryRun = options.dryRun === true;
  const repository = dryRun
    ? (await withoutOwnFilters(context.repository, context.fs, signal)).repository
    : context.repository;
  const { record } = await sessions.get(id);
  if (record.forked_from === undefined) throw notAFork(id);
  const heads = await readHeads({ ...context, repository }, signal);
  const from = heads.branches.get(id);
  const base = baseOf(record.forked_from.session, heads);
  if (from === undefined || base === undefined) {
    throw new WorkflowError(
      "not-found",
      say`${id} or its baseline has no branch any more.`,
      say`Run the sweep (wfs sweep).`,
    );
  }
  await requireOwnBranch(repository, branchOfFork(context, id), signal);
  const answer = { id, branch: shortName(branchOfFork(context, id)), from, base, conflicts: [], messages: [] };
  if (await isAncestor(repository, base, from, signal)) return { ...answer, result: "current", head: from };
  const forward = await isAncestor(repository, from, base, signal);
  const work = forward ? "checkout" : "merge";
  const programs = dryRun
    ? await auditRepository(context, work, signal)
    : await requireApproved(context, work, options.approved ?? [], signal);
  const drivers = dryRun ? programs.map(({ key }) => key).filter((key) => key.startsWith("merge.")) : [];
  const preview = forward
    ? undefined
    : await fetchingMissing(repository, async (one) => previewMerge(one, from, base, drivers, signal), signal);
  if (preview !== undefined && preview.conflicts.length > 0) {
    return { ...answer, result: "conflicts", head: from, conflicts: preview.conflicts, messages: preview.messages };
  }
  if (dryRun) return { ...answer, result: "would-merge", head: from };
  const worktree = await findWorktree(context, id, heads.notes);
  if (worktree !== undefined) await requireClean(context, id, worktree, signal);
  const to =
    preview === undefined || !isObjectId(preview.tree)
      ? base
      : await commitTree(
          repository,
          {
            tree: preview.tree,
            parents: [from, base],
            author: await personsIdentity(repository, signal),
            message: `Merge ${record.forked_from.session} into ${id}\n`,
            time: clock.now(),
          },
          signal,
        );
  if (worktree !== undefined) await requireWhole(context, id, worktree, { from, to }, signal);
  throwIfCancelled(signal);
  await journal.begin(id, { operation: "sync", from, to });
  try {
    await continueSync(context, id, from, to);
  } catch (error) {
    // Git refused one of the two steps as a whole; what a full disk cut short shows as uncommitted paths, and nothing is lost.
    await journal.end(id);
    throw error;
  }
  const result = forward ? "fast-forward" : "merged";
  await context.events?.note("fork.synced", id, { result, head: to });
  return { ...answer, result, head: to };
}

/** Moves the worktree's files with the branch, or the branch alone; either may be done already. */
export async function continueSync(context: ForkContext, id: SessionId, from: ObjectId, to: ObjectId): Promise<void> {
  const { repository, journal } = context;
  const ref = branchOfFork(context, id);
  const link = await findWorktree(context, id);
  const inside = link === undefined ? undefined : worktreeRepository(context, link);
  if (link !== undefined && inside !== undefined && (await inside.head()).branch === ref) {
    const used = (await readRef(repository, ref)) === to ? undefined : await alsoUsedBy(context, ref, link.worktree);
    if (used !== undefined) throw isElsewhere(id, ref, used);
    await fetchingMissing(inside, async (one) => forward(one, to));
  } else if ((await readRef(repository, ref)) !== to) {
    const used = await usedBy(context, ref);
    if (used !== undefined) throw isElsewhere(id, ref, used);
    await updateRefs(repository, [{ ref, from, to }], { reflog: "fork: took the baseline over" });
  }
  await journal.end(id);
}

/** Its files would stay behind, and the next commit there would take the baseline's work away again. */
function isElsewhere(id: SessionId, ref: RefName, used: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The branch ${shortName(ref)} of ${id} is checked out at ${used}, whose files would stay behind.`,
    say`Merge the baseline there with git, or switch that checkout to another branch, then sync again.`,
  );
}

/** Index, files and branch in one; refused as a whole when an edited, untracked or ignored file is in the way. */
async function forward(inside: Repository, to: ObjectId): Promise<void> {
  const merge = ["merge", "--quiet", "--ff-only", "--no-overwrite-ignore", "--no-autostash", "--no-stat"];
  await inside.write(["-c", "checkout.workers=0", ...merge, to]);
}

/** git takes a file for unchanged although a clean filter has kept only a part of it, and would write over the rest. */
async function requireWhole(
  { checkpoints, repository }: ForkContext,
  id: SessionId,
  { worktree }: WorktreeLink,
  { from, to }: { readonly from: ObjectId; readonly to: ObjectId },
  signal?: AbortSignal,
): Promise<void> {
  const parts = new Set(await checkpoints.stripped(worktree, signal));
  if (parts.size === 0) return;
  const changes = await diffTrees(repository, from, to, { signal });
  const lost = changes.map(({ path }) => path).filter((path) => parts.has(path));
  if (lost.length === 0) return;
  throw new WorkflowError(
    "refused",
    say`The fork ${id} is not synced: the baseline changes ${namedPaths(lost)}, and neither a commit nor a checkpoint holds all of it, because its git filter keeps only a part.`,
    say`Move that away or delete it, then sync again.`,
  );
}

async function requireClean(
  context: ForkContext,
  id: SessionId,
  worktree: WorktreeLink,
  signal?: AbortSignal,
): Promise<void> {
  const inside = worktreeRepository(context, worktree);
  const own = branchOfFork(context, id);
  const { branch } = await inside.head(signal);
  if (branch !== own) {
    throw new WorkflowError(
      "refused",
      say`The worktree of ${id} is on another branch.`,
      say`Switch it to ${shortName(own)} first.`,
    );
  }
  const paths = await uncommittedPaths(context, inside, { signal, approved: true });
  if (paths.length === 0) return;
  throw new WorkflowError(
    "refused",
    say`The fork ${id} has ${uncommittedCount(paths.length)}: ${namedPaths(paths.map(({ path }) => path))}.`,
    say`Commit in its worktree, or take a checkpoint and undo the changes, then sync again.`,
  );
}
