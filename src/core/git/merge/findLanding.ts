import { treeOf } from "../objects/commits.ts";
import { treeDiffArguments } from "../objects/treeDiff.ts";
import { isGitError } from "../repository/gitError.ts";
import { outputText } from "../repository/nulText.ts";
import { isObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";
import { type HistoryCommit, mostHistory, parseListings, type RawListing } from "./firstParentHistory.ts";
import { isAncestor } from "./mergeCommits.ts";
import { mergePlainly } from "./mergePlainly.ts";
import { mergeTrees } from "./mergeTrees.ts";

/** How a branch came to have what was done on another one. */
export type LandingManner =
  /** By its very commits. */
  | "ancestor"
  /** By one commit that changes exactly what they change together. */
  | "squash"
  /** By other commits, in any number: a rebase, cherry-picks, a squash onto files that had moved on. */
  | "content";

/** Where everything that was done on a branch is in another one. */
interface Landing {
  readonly how: LandingManner;
  /** The first commit of the other branch itself that has all of it, as far back as it was looked for. */
  readonly commit: ObjectId;
}

/** Merges that are tried with earlier commits of a target. */
const mostTried = 100;

/** What is looked for: everything up to `head`, or else up to one of `earlier`, commits before it, newest first. */
export interface LandingQuestion {
  readonly head: ObjectId;
  readonly earlier: readonly ObjectId[];
  readonly target: ObjectId;
  /** A commit at which the work had not begun, for where the target went on to it without a merge commit; left out: nobody knows one. */
  readonly from?: ObjectId | undefined;
  /** What the target's newest commits changed (firstParentHistory.ts), asked for when it is needed. */
  readonly history: () => Promise<readonly HistoryCommit[]>;
}

/** A landing, and up to which commit it has everything. */
export interface FoundLanding extends Landing {
  readonly upTo: ObjectId;
}

/**
 * Whether `target` has everything that was done up to a commit since the two parted: by ancestry, or because merging it brings nothing, into the target
 * as it is or into one of its earlier commits, whatever has happened to the same files since. What was taken back again there (a revert) is not in it,
 * and where nothing was done there is nothing to be in it. `undefined` also where nobody can tell: objects are missing, or it lies too far back.
 *
 * @param plain a git directory without attributes and configuration (withPlainDirectory.ts)
 */
export async function findLanding(
  plain: Repository,
  { head, earlier, target, from, history }: LandingQuestion,
  signal?: AbortSignal,
): Promise<FoundLanding | undefined> {
  try {
    const base = await mergeBase(plain, head, target, signal);
    if (base === head) {
      const commit = await firstHolding(plain, head, target, signal);
      if (await isReverted(plain, { head, target, from, commit, history }, signal)) return undefined;
      return { how: "ancestor", upTo: head, commit };
    }
    // Where it stands at the merge base nothing has come to it.
    if (base === undefined || base === target) return undefined;
    const since = await commitsSince(plain, base, target, history, signal);
    const listings = await listingsSince(plain, base, [head, ...earlier], signal);
    for (const [upTo, own] of listings) {
      if (own.paths.size === 0) continue;
      const landing = await landingOf(plain, { base, head: upTo, target, own }, since, signal);
      if (landing !== undefined) return { ...landing, upTo };
    }
    return undefined;
  } catch (error) {
    if (!isGitError(error) || isGitError(error, "cancelled", "git-missing")) throw error;
    return undefined;
  }
}

interface Parted {
  readonly base: ObjectId;
  readonly head: ObjectId;
  readonly target: ObjectId;
  /** What was done from the merge base to the head. */
  readonly own: RawListing;
}

/** Commits of the target since the merge base, oldest first; `whole`: none of them is left out. */
interface Since {
  readonly commits: readonly HistoryCommit[];
  readonly whole: boolean;
}

async function landingOf(
  plain: Repository,
  parted: Parted,
  { commits, whole }: Since,
  signal?: AbortSignal,
): Promise<Landing | undefined> {
  const { head, target, own } = parted;
  const candidates = afterAllWereTouched(commits, own);
  const squash = commits.find(({ rows }) => rows === own.rows);
  if (whole && candidates.length === 0 && squash === undefined) return undefined;
  const isThere = await bringsNothing(plain, { id: target, tree: await treeOf(plain, target, signal) }, head, signal);
  const landed =
    squash === undefined
      ? await firstContaining(plain, candidates, head, signal)
      : { how: "squash" as const, commit: squash.id };
  if (isThere) return landed ?? { how: "content", commit: target };
  return landed === undefined || (await isTakenBack(plain, parted, signal)) ? undefined : landed;
}

/** Commits that touch one of the files, from where each of them was touched at least once: before that, not all can be there. */
function afterAllWereTouched(commits: readonly HistoryCommit[], own: RawListing): readonly HistoryCommit[] {
  const missing = new Set(own.paths);
  const candidates: HistoryCommit[] = [];
  for (const commit of commits) {
    const touched = [...commit.paths].filter((path) => own.paths.has(path));
    for (const path of touched) missing.delete(path);
    if (missing.size === 0 && touched.length > 0) candidates.push(commit);
  }
  return candidates;
}

async function firstContaining(
  plain: Repository,
  candidates: readonly HistoryCommit[],
  head: ObjectId,
  signal?: AbortSignal,
): Promise<Landing | undefined> {
  for (const commit of candidates.slice(0, mostTried)) {
    if (await bringsNothing(plain, commit, head, signal)) return { how: "content", commit: commit.id };
  }
  return undefined;
}

async function bringsNothing(
  plain: Repository,
  into: Pick<HistoryCommit, "id" | "tree">,
  head: ObjectId,
  signal?: AbortSignal,
): Promise<boolean> {
  const merged = await mergePlainly(plain, into.id, head, signal);
  return merged.kind === "clean" && merged.tree === into.tree;
}

/** Whether taking back what was done would change nothing in the target. */
async function isTakenBack(plain: Repository, { base, head, target }: Parted, signal?: AbortSignal): Promise<boolean> {
  const [before, after, now] = await Promise.all([base, head, target].map(async (one) => treeOf(plain, one, signal)));
  if (before === undefined || after === undefined || now === undefined) return false;
  const merged = await mergeTrees(plain, { base: after, ours: now, theirs: before }, signal);
  return merged.conflicts.length === 0 && merged.tree === now;
}

/** Whether the target, which has the commits since `commit`, has taken back all that they did (git revert). Only asked of trees where each file was touched since. */
async function isReverted(
  plain: Repository,
  question: Pick<LandingQuestion, "head" | "target" | "from" | "history"> & { readonly commit: ObjectId },
  signal?: AbortSignal,
): Promise<boolean> {
  const { head, target, from, commit, history } = question;
  const commits = await history();
  const since = commits.slice(
    0,
    Math.max(
      commits.findIndex(({ id }) => id === commit),
      0,
    ),
  );
  if (since.length === 0) return false;
  const before = commit === head ? from : await firstParent(plain, commit, signal);
  const base = before === undefined ? undefined : await mergeBase(plain, head, before, signal);
  if (base === undefined || base === head) return false;
  const own = (await listingsSince(plain, base, [head], signal)).get(head);
  if (own === undefined || own.paths.size === 0) return false;
  const touched = new Set(since.flatMap(({ paths }) => [...paths]));
  if ([...own.paths].some((path) => !touched.has(path))) return false;
  return isTakenBack(plain, { base, head, target, own }, signal);
}

async function firstParent(plain: Repository, commit: ObjectId, signal?: AbortSignal): Promise<ObjectId | undefined> {
  const [first = ""] = outputText(await plain.read(["rev-parse", `${commit}^1`], { signal })).split("\n");
  return isObjectId(first) ? first : undefined;
}

async function commitsSince(
  plain: Repository,
  base: ObjectId,
  target: ObjectId,
  history: () => Promise<readonly HistoryCommit[]>,
  signal?: AbortSignal,
): Promise<Since> {
  const list = ["rev-list", "--first-parent", `--max-count=${mostHistory + 1}`, target, `^${base}`, "--"];
  const ids = new Set(outputText(await plain.read(list, { signal })).split("\n"));
  const commits = (await history()).filter(({ id }) => ids.has(id)).toReversed();
  return { commits, whole: commits.length === ids.size };
}

/** Both sides' best common ancestor; `undefined` for histories that share nothing. */
async function mergeBase(
  plain: Repository,
  one: ObjectId,
  other: ObjectId,
  signal?: AbortSignal,
): Promise<ObjectId | undefined> {
  const id = outputText((await plain.answer(["merge-base", one, other], [1], { signal })).stdout);
  return isObjectId(id) ? id : undefined;
}

/** What was changed from the merge base up to each of these commits. */
export async function listingsSince(
  plain: Repository,
  base: ObjectId,
  commits: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<ObjectId, RawListing>> {
  const stdin = new TextEncoder().encode(commits.map((commit) => `${commit} ${base}\n`).join(""));
  const output = await plain.read([...treeDiffArguments, "--stdin"], { stdin, signal });
  return new Map(parseListings(new TextDecoder("latin1").decode(output)));
}

/** The first commit of the target itself that has the head among its ancestors. */
async function firstHolding(
  plain: Repository,
  head: ObjectId,
  target: ObjectId,
  signal?: AbortSignal,
): Promise<ObjectId> {
  const list = ["rev-list", "--first-parent", `--max-count=${mostHistory}`, target, `^${head}`, "--"];
  const commits = outputText(await plain.read(list, { signal }))
    .split("\n")
    .filter(isObjectId);
  // Newest first: those that have it come first.
  let [low, high] = [0, commits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const commit = commits[middle];
    if (commit !== undefined && (await isAncestor(plain, head, commit, signal))) low = middle + 1;
    else high = middle;
  }
  const oldest = commits[low - 1];
  if (oldest === undefined) return head;
  return (await firstParent(plain, oldest, signal)) === head ? head : oldest;
}
