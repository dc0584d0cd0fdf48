import { someFiles } from "../../../checkpoints/branchUpdate/someFiles.ts";
import { WorkflowError } from "../../../base/errors.ts";
import { say } from "../../../base/text.ts";
import { isAncestor } from "../../../git/merge/mergeCommits.ts";
import { mergePlainly } from "../../../git/merge/mergePlainly.ts";
import { treeDiffArguments } from "../../../git/objects/treeDiff.ts";
import { isGitError } from "../../../git/repository/gitError.ts";
import { outputText } from "../../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../../git/repository/objectId.ts";
import type { Repository } from "../../../git/repository/repository.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import { isStale, type Standing } from "../common/standing.ts";

/** One merge and where its target has gone. */
export interface MovedTarget {
  readonly strategy: "squash" | "merge";
  readonly source: ObjectId;
  /** Where the target stood when it was asked. */
  readonly saw: ObjectId;
  readonly now: ObjectId;
}

/** Commits of the target in which the one that brought the source is looked for. */
const mostCommits = 1000;

/**
 * Whether a merge still stands although its target has moved: the same source merges clean, and every row of the raw listing (paths, both modes, both
 * blobs, no renames) is the one that was asked for. One function for every door; commits never change, so an answer holds for ever.
 *
 * @param plain a git directory without attributes and configuration
 */
export async function standingOfMerge(plain: Repository, moved: MovedTarget, signal?: AbortSignal): Promise<Standing> {
  const { strategy, source, saw, now } = moved;
  try {
    if (await isAncestor(plain, source, now, signal)) {
      const commit = await firstWith(plain, moved, async (one) => isAncestor(plain, source, one, signal), signal);
      return { kind: "merged", commit };
    }
    const [before, after] = await Promise.all([
      listingOf(plain, saw, source, signal),
      listingOf(plain, now, source, signal),
    ]);
    if (after.kind === "conflict") return { kind: "stale", conflicts: after.paths };
    if (strategy === "squash" && after.listing === "") {
      const brings = async (one: ObjectId): Promise<boolean> => bringsNothing(plain, one, source, signal);
      return { kind: "merged", commit: await firstWith(plain, moved, brings, signal) };
    }
    return before.kind === "clean" && before.listing === after.listing ? { kind: "stands" } : isStale;
  } catch (error) {
    // Objects are missing (a partial clone, a history that was rewritten and tidied away): nobody can tell.
    if (!isGitError(error) || isGitError(error, "cancelled", "git-missing")) throw error;
    return isStale;
  }
}

/** What a merge that is asked for would do: nothing, because all of it is there; conflict in these files; or bring something. */
export type AskedMerge =
  | { readonly kind: "nothing" | "something" }
  | { readonly kind: "conflict"; readonly paths: readonly string[] };

/**
 * Looks at a merge before anybody is asked, as the review will. A merge commit may say that both are one where the content is the same; a squash would
 * be a commit without a change. Throws `GitError` where objects are missing.
 *
 * @param plain a git directory without attributes and configuration
 */
export async function lookAtMerge(
  plain: Repository,
  { strategy, source, target }: Pick<MovedTarget, "strategy" | "source"> & { readonly target: ObjectId },
  signal?: AbortSignal,
): Promise<AskedMerge> {
  if (await isAncestor(plain, source, target, signal)) return { kind: "nothing" };
  const merge = await listingOf(plain, target, source, signal);
  if (merge.kind === "conflict") return merge;
  return { kind: strategy === "squash" && merge.listing === "" ? "nothing" : "something" };
}

type Listing =
  | { readonly kind: "clean"; readonly listing: string }
  | { readonly kind: "conflict"; readonly paths: readonly string[] };

/** What merging the source into a target would change there. Latin-1 keeps every byte of a name apart. */
async function listingOf(
  plain: Repository,
  target: ObjectId,
  source: ObjectId,
  signal?: AbortSignal,
): Promise<Listing> {
  const merged = await mergePlainly(plain, target, source, signal);
  if (merged.kind === "conflict") return merged;
  const listing = await plain.read([...treeDiffArguments, target, merged.tree, "--"], { signal });
  return { kind: "clean", listing: new TextDecoder("latin1").decode(listing) };
}

async function bringsNothing(
  plain: Repository,
  target: ObjectId,
  source: ObjectId,
  signal?: AbortSignal,
): Promise<boolean> {
  const merge = await listingOf(plain, target, source, signal);
  return merge.kind === "clean" && merge.listing === "";
}

/** The first commit of the target itself, after the one that was seen, of which this is so; it is so of the last. */
async function firstWith(
  plain: Repository,
  { saw, now }: MovedTarget,
  has: (commit: ObjectId) => Promise<boolean>,
  signal?: AbortSignal,
): Promise<ObjectId> {
  const list = ["rev-list", "--first-parent", `--max-count=${mostCommits}`, now, `^${saw}`, "--"];
  const commits = outputText(await plain.read(list, { signal }))
    .split("\n")
    .filter(isObjectId)
    .toReversed();
  let [low, high] = [0, commits.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const commit = commits[middle];
    if (commit !== undefined && (await has(commit))) high = middle;
    else low = middle + 1;
  }
  return commits[high] ?? now;
}

/** A fork that cannot be merged as it is, said before anybody is asked; `paths` is empty where only directories conflict. */
export class MergeConflict extends WorkflowError {
  override readonly name = "MergeConflict";
  override readonly paths: readonly string[];

  constructor(fork: SessionId, into: string, paths: readonly string[]) {
    const where = paths.length === 0 ? say`directories` : someFiles(paths);
    super(
      "conflict",
      say`${fork} conflicts with ${into} in ${where}; nobody was asked.`,
      say`Bring the fork up to date first (wfs fork sync ${fork}, or “git merge ${into}” in its worktree), then ask again.`,
    );
    this.paths = paths;
  }
}
