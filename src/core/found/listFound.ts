import { inBatches } from "../base/inBatches.ts";
import { WorkflowError } from "../base/errors.ts";
import type { Clock, FileSystem } from "../base/ports.ts";
import { formatTime } from "../base/time.ts";
import { joinPath } from "../files/paths.ts";
import { lastActivity } from "../forks/model/lastActivity.ts";
import { readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { isRefName, type RefName, shortName, unmistakableName } from "../git/repository/refName.ts";
import { localOf, nameAtRemote } from "../git/repository/remoteBranch.ts";
import type { Repository } from "../git/repository/repository.ts";
import { leftBranch, type WorktreeNote, worktreeNotes } from "../worktrees/worktreeNotes.ts";
import { type Branch, readBranches, readUnmerged } from "../worktrees/branches.ts";
import type { FoundKind, FoundList, FoundWork } from "./model/foundWork.ts";
import {
  type CheckedOut,
  checkedOut,
  chooseIntegration,
  detachedAt,
  newerTip,
  withTip,
  type Tip,
  tipName,
} from "../worktrees/integrationBranch.ts";
import { besideForks, isForkBranch, isForkWorktree } from "./model/ownWork.ts";
import { remoteGlobs } from "./model/remoteGlobs.ts";
import { defaultPatterns, matchesPattern, toolOf } from "./model/toolOf.ts";

/** What a look for found work needs. */
export interface FoundContext {
  readonly fs: FileSystem;
  readonly clock: Pick<Clock, "now">;
  /** The directory that holds, or would hold, `.workflow`. */
  readonly root: string;
  /** The main checkout's, for a look (core/git/config/withoutOwnFilters.ts). */
  readonly repository: Repository;
  /** The git directory all worktrees share; canonical. */
  readonly commonDirectory: string;
}

export interface FoundOptions {
  /** Branches that come first, as they are called, and that are wanted of remotes too; a star stands for anything. Default: those of known tools. */
  readonly patterns?: readonly string[];
  /** A branch counts when its last commit is no older than so many days. Default 30. */
  readonly days?: number;
  /** So many are listed at most. Default 100. */
  readonly most?: number;
  /** Full names of branches that are sessions' although they have no fork's name; their worktrees are too. Default: `Found` reads the records. */
  readonly taken?: ReadonlySet<string>;
  /** A session works in the main checkout: what is uncommitted there, and its branch, are that session's. Default false. */
  readonly worksHere?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const [usualDays, usualMost] = [30, 100];
const day = 86_400_000;

/** What is known of a piece of work before it is confirmed. */
interface Candidate {
  readonly kind: FoundKind;
  /** Top of its working tree; `null` for a branch. */
  readonly path: string | null;
  /** Git's own directory of that. */
  readonly admin: string | undefined;
  readonly ref: RefName | undefined;
  /** `undefined`: what stands there says it. */
  readonly head: ObjectId | undefined;
  /** It comes before all branches that match no pattern. */
  readonly first: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * Work in progress that is no session's, by git's files and at most three processes, however much there is: linked worktrees, branches that the
 * integration branch has not got and that have changed lately, of remotes those that are named as agents name theirs, and one entry for what may be uncommitted in the main checkout, of which only
 * `measureFound` can tell that there is something. Nothing is written and no program of the repository is started.
 */
export async function listFound(context: FoundContext, options: FoundOptions = {}): Promise<FoundList> {
  const { most = usualMost, patterns = defaultPatterns, signal } = options;
  const globs = remoteGlobs(patterns);
  const { repository } = context;
  const [branches, notes, head] = await Promise.all([
    readBranches(repository, globs, signal),
    worktreeNotes(context.fs, context.commonDirectory),
    checkedOut(context.fs, repository),
  ]);
  const known = new Map<string, Branch>(branches.local.map((branch) => [branch.ref, branch]));
  const main = withTip(branches, head);
  const integration = chooseIntegration(branches, main);
  const tips = [integration?.local, integration?.remote].filter((tip) => tip !== undefined);
  const standing = await standingAmong(context, notes, options);
  const worked = new Set(standing.map(({ branch }) => branch));
  const distant = branches.atRemotes.filter(({ ref }) => isDistantWork(ref, known, patterns));
  const lately = [...branches.local, ...distant].filter(
    (branch) => tips.every(({ ref }) => ref !== branch.ref) && isWanted(context, branch, main, options),
  );
  // Whose branch has a worktree is shown whether it is merged or not.
  const isAsked = tips.length > 0 && lately.some(({ ref }) => !worked.has(ref));
  const [base, unmerged, worktrees] = await Promise.all([
    newerTip(repository, integration, signal),
    isAsked
      ? readUnmerged(
          repository,
          tips.map(({ id }) => id),
          globs,
          signal,
        )
      : undefined,
    asCandidates(context, standing, known),
  ]);
  const alone = lately
    .filter(({ ref, isBroken }) => isBroken || unmerged === undefined || unmerged.has(ref))
    .map((branch) => asCandidate(branch, main, options));
  const here = options.worksHere === true ? [] : [changesIn(context, main)];
  const all = [...here, ...worktrees, ...alone.filter(({ ref }) => !worked.has(ref))].toSorted(byRank);
  const spare = new Map(alone.map((one) => [one.ref, one]));
  const found: Candidate[] = [];
  let looked = 0;
  while (looked < all.length && found.length < most) {
    throwIfCancelled(signal);
    const next = all.slice(looked, looked + most - found.length);
    looked += next.length;
    const confirmed = await Promise.all(next.map(async (one) => confirm(context, one, spare)));
    found.push(...confirmed.filter((one) => one !== undefined));
  }
  return {
    found: found.toSorted(byRank).map((one) => asWork(context, one, base)),
    more: all.length - looked,
    against: base === undefined ? null : tipName(base),
    integration: base !== undefined && isRefName(base.ref) ? base.ref : null,
  };
}

/** Whether a branch of a remote is an agent's by its name, and no branch here is called like it. */
function isDistantWork(ref: RefName, known: ReadonlyMap<string, Branch>, patterns: readonly string[]): boolean {
  const [name, local] = [nameAtRemote(ref), localOf(ref)];
  return name !== undefined && local !== undefined && !known.has(local) && matchesPattern(name, patterns);
}

function byRank(a: Candidate, b: Candidate): number {
  if (a.first !== b.first) return a.first ? -1 : 1;
  if (a.time !== b.time) return b.time - a.time;
  return (a.path ?? a.ref ?? "") < (b.path ?? b.ref ?? "") ? -1 : 1;
}

function changesIn({ repository, clock }: FoundContext, { ref, id }: CheckedOut): Candidate {
  const { root, gitDir } = repository.paths;
  return { kind: "changes", path: root, admin: gitDir, ...placed(ref, id), first: true, time: clock.now() };
}

const placed = (ref: string | undefined, id: ObjectId | undefined): Pick<Candidate, "ref" | "head"> => ({
  ref: ref !== undefined && isRefName(ref) ? ref : undefined,
  head: id,
});

/** Linked worktrees that stand and are nobody's here. */
async function standingAmong(
  { fs, root, repository, commonDirectory }: FoundContext,
  notes: readonly WorktreeNote[],
  { taken = new Set() }: FoundOptions,
): Promise<readonly WorktreeNote[]> {
  const top = (await fs.realPath(repository.paths.root)) ?? repository.paths.root;
  const standing = notes.filter(
    ({ worktree }) => worktree !== top && fs.kindNow(joinPath(worktree, ".git")) === "file",
  );
  const beside = await besideForks({ fs, root, commonDirectory }, standing);
  const left = new Map<WorktreeNote, string | undefined>();
  if (taken.size > 0)
    await inBatches(
      standing.filter(({ branch }) => branch === undefined),
      async (note) => void left.set(note, await leftBranch(fs, note.admin)),
    );
  const isOwn = (note: WorktreeNote): boolean =>
    taken.has(note.branch ?? left.get(note) ?? "") || isForkWorktree(fs, root, note);
  return standing.filter((note) => !isOwn(note) || beside.has(note.worktree));
}

async function asCandidates(
  context: FoundContext,
  standing: readonly WorktreeNote[],
  known: ReadonlyMap<string, Branch>,
): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  await inBatches(standing, async ({ worktree, admin, branch }) => {
    const commit = branch === undefined ? undefined : known.get(branch);
    const time = await lastActivity(context, { ref: branch, admin }, commit?.time ?? 0);
    found.push({ kind: "worktree", path: worktree, admin, ...placed(branch, commit?.id), first: true, time });
  });
  return found;
}

/** Whether a branch is nobody's here, and has changed lately or is the one that the main checkout stands on. */
function isWanted(
  { clock }: FoundContext,
  { ref, time }: Branch,
  main: CheckedOut,
  { days = usualDays, taken = new Set(), worksHere = false }: FoundOptions,
): boolean {
  if (isForkBranch(ref) || taken.has(ref) || (worksHere && ref === main.ref)) return false;
  return ref === main.ref || time === undefined || time >= clock.now() - days * day;
}

function asCandidate(
  { ref, id, time = 0 }: Branch,
  main: CheckedOut,
  { patterns = defaultPatterns }: FoundOptions,
): Candidate {
  const first = ref === main.ref || matchesPattern(nameAtRemote(ref) ?? shortName(ref), patterns);
  return { kind: "branch", path: null, admin: undefined, ref, head: id, first, time };
}

/**
 * The candidate with its last change, once it is sure to be what it seems: a worktree and the repository name each other. Of a worktree that leads
 * elsewhere only its branch is left, where that is still one of `spare`.
 */
async function confirm(
  context: FoundContext,
  candidate: Candidate,
  spare: Map<RefName | undefined, Candidate>,
): Promise<Candidate | undefined> {
  const { fs, clock, commonDirectory } = context;
  const { kind, path, admin } = candidate;
  if (kind === "worktree" && path !== null && !(await isWorktree(fs, commonDirectory, path))) {
    const left = spare.get(candidate.ref);
    spare.delete(candidate.ref);
    return left === undefined ? undefined : confirm(context, left, spare);
  }
  const known = kind === "changes" ? 0 : candidate.time;
  // The times of worktrees are looked up already, and the log of a remote's branch says when it was fetched.
  const isTold = kind === "worktree" || (candidate.ref !== undefined && nameAtRemote(candidate.ref) !== undefined);
  const last = isTold ? known : await lastActivity(context, candidate, known);
  const head =
    candidate.head ?? (candidate.ref === undefined && admin !== undefined ? await detachedAt(fs, admin) : undefined);
  return { ...candidate, head, time: Math.max(0, Math.min(last, clock.now())) };
}

async function isWorktree(fs: FileSystem, commonDirectory: string, worktree: string): Promise<boolean> {
  try {
    return (await readWorktreeLink(fs, commonDirectory, worktree)) !== undefined;
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    return false;
  }
}

function asWork(
  { repository }: FoundContext,
  { kind, path, ref, head, time }: Candidate,
  base: Tip | undefined,
): FoundWork {
  const branch = ref === undefined ? null : unmistakableName(ref);
  const named = ref === undefined ? null : (nameAtRemote(ref) ?? branch);
  return {
    kind,
    path,
    branch,
    ref: ref ?? null,
    tool: kind === "changes" ? null : toolOf({ path, branch: named }, repository.paths.root),
    head: head ?? null,
    base: base?.id ?? null,
    ahead: null,
    behind: null,
    files: null,
    squashed: null,
    dirty: null,
    not_looked_at: null,
    last: formatTime(time),
    problem: null,
  };
}
