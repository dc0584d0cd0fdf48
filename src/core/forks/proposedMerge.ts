import type { Obstacle } from "../base/obstacle.ts";
import { sessionFileObstacles } from "../checkpoints/branchUpdate/sessionFileObstacles.ts";
import { standingObstacle } from "../checkpoints/branchUpdate/standingObstacle.ts";
import { WorkflowError } from "../base/errors.ts";
import { requireComplete } from "../git/config/completeness.ts";
import { mergeDrivers, plainMerge, previewMerge } from "../git/merge/mergeCommits.ts";
import { treeOf } from "../git/objects/commits.ts";
import { diffTrees } from "../git/objects/treeDiff.ts";
import { readRefs } from "../git/refs/refs.ts";
import { parseObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { outputText } from "../git/repository/nulText.ts";
import { shortName, type RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import { excludedIn } from "../worktrees/worktree.ts";
import type { Divergences } from "./model/divergence.ts";
import { worktreeRepository, type ForkContext } from "./model/forkContext.ts";
import { findCheckoutTarget } from "./worktree/findCheckoutTarget.ts";
import { findWorktree } from "./worktree/makeWorktree.ts";
import { countPaths, uncommittedPaths } from "./worktree/worktreeStatus.ts";

/** Paths of a fork's worktree with changes that no commit holds, and that so are no part of what its branch proposes. */
export interface UncommittedWork {
  readonly count: number;
  /** The first few. */
  readonly paths: readonly string[];
  /** Paths of which nobody can tell without a filter of the repository's own configuration; not among `count`. */
  readonly notLookedAt: number;
  /** Commits the worktree stands at beside the fork's branch, which so are no part of that either; `null`: there are none. */
  readonly elsewhere: {
    /** Where HEAD is, as a short name; `null`: on no branch. */
    readonly branch: string | null;
    readonly commits: number;
  } | null;
}

/** What is good to know of a merge of a fork before a person looks at it. */
export interface ProposedMerge {
  /** `null`: there is no worktree. */
  readonly uncommitted: UncommittedWork | null;
  /** What would be in its way now, besides conflicts of the commits. */
  readonly obstacles: readonly Obstacle[];
}

/** The merge as a branch update. */
interface Move {
  readonly into: RefName;
  readonly target: ObjectId;
  readonly source: ObjectId;
}

/** Paths named one by one. */
const mostNamed = 5;

/** Looks at a merge that is asked for; starts nothing of the repository and changes nothing. */
export async function lookAtProposedMerge(
  context: ForkContext,
  divergences: Divergences,
  id: SessionId,
  into: RefName,
  signal?: AbortSignal,
): Promise<ProposedMerge> {
  const { repository, fs, root } = context;
  const branch = branchOfFork(context, id);
  const [uncommitted, refs] = await Promise.all([
    lookForUncommitted(context, id, signal),
    readRefs(repository, [branch, into], signal),
  ]);
  const [source, target] = [refs.get(branch), refs.get(into)];
  if (source === undefined || target === undefined) return { uncommitted, obstacles: [] };
  const base = (await divergences.mergeBase(repository, target, source, signal)) ?? target;
  const changes = await diffTrees(repository, base, source, { signal });
  const refused = sessionFileObstacles(await excludedIn(fs, root, repository), changes);
  const move = { into, target, source };
  const obstacles = refused.length > 0 ? refused : await inTheWay(context, id, move, signal);
  return { uncommitted, obstacles: [...(await whatIsMissing(context, signal)), ...obstacles] };
}

/** History that a review would miss (completeness.ts). */
async function whatIsMissing(
  { fs, repository, commonDirectory }: ForkContext,
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  try {
    await requireComplete(fs, repository, commonDirectory, signal);
    return [];
  } catch (error) {
    if (!(error instanceof WorkflowError) || error.code !== "refused") throw error;
    return [{ reason: "incomplete", text: error.text, help: error.hintText, paths: [] }];
  }
}

/** What a fork's worktree has that no commit holds; `null`: there is none. */
export async function lookForUncommitted(
  context: ForkContext,
  id: SessionId,
  signal?: AbortSignal,
): Promise<UncommittedWork | null> {
  const worktree = await findWorktree(context, id);
  if (worktree === undefined) return null;
  const inside = worktreeRepository(context, worktree);
  const paths = await uncommittedPaths(context, inside, { signal });
  const { uncommitted, not_looked_at } = countPaths(paths);
  const known = paths.filter((one) => one.not_looked_at !== true);
  return {
    count: uncommitted,
    paths: known.slice(0, mostNamed).map(({ path }) => path),
    notLookedAt: not_looked_at,
    elsewhere: await commitsElsewhere(inside, branchOfFork(context, id), signal),
  };
}

/** What the worktree has committed while it is not on the fork's branch. */
async function commitsElsewhere(
  inside: Repository,
  own: RefName,
  signal?: AbortSignal,
): Promise<UncommittedWork["elsewhere"]> {
  const { branch, commit } = await inside.head(signal);
  if (branch === own || commit === undefined) return null;
  const { exitCode, stdout } = await inside.answer(["rev-list", "--count", commit, `^${own}`, "--"], [128], { signal });
  const commits = exitCode === 0 ? Number(outputText(stdout)) : 0;
  return commits > 0 ? { branch: branch === undefined ? null : shortName(branch), commits } : null;
}

/** In the working tree that the branch is checked out in, and where that does not move for a merge. */
async function inTheWay(
  context: ForkContext,
  id: SessionId,
  { into, target, source }: Move,
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  const { checkpoints, repository } = context;
  const { session: owner, obstacles } = await findCheckoutTarget(context, id, into, signal);
  if (owner === null) return obstacles;
  const drivers = await mergeDrivers(repository, signal);
  const merged = await previewMerge(repository.configured(plainMerge), target, source, drivers, signal);
  if (merged.conflicts.length > 0) return [];
  const [from, to] = [await treeOf(repository, target, signal), parseObjectId(merged.tree)];
  const step = { from, to, changes: await diffTrees(repository, from, to, { signal }) };
  try {
    const move = { ref: into, from: target, to: source };
    return (await checkpoints.previewBranchUpdate(owner, move, { step, signal })).obstacles;
  } catch (error) {
    const obstacle = standingObstacle(error);
    if (obstacle === undefined) throw error;
    return [obstacle];
  }
}
