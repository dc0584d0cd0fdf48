import { WorkflowError } from "../base/errors.ts";
import type { ForkOrigin } from "../sessions/model/session.ts";
import { originOfSession } from "./lost/lostOrigin.ts";
import { say } from "../base/text.ts";
import { lazily } from "../base/lazily.ts";
import type { EventSink } from "../events/model/event.ts";
import { openRepository } from "../git/repository/repository.ts";
import { withoutOwnFilters } from "../git/config/withoutOwnFilters.ts";
import type { Clock, FileSystem, Git, Logger, Processes, Random } from "../base/ports.ts";
import { temporaryId } from "../sessions/sessionContext.ts";
import type { LostSession } from "../sessions/model/lostSession.ts";
import { sessionToChange } from "../sessions/model/meantSession.ts";
import { sessionIdFromSlug, type SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import { adoptBranch, type AdoptInput } from "./adoptBranch.ts";
import { adoptSessions, type Adoption, chosenOf } from "./adoptSessions.ts";
import { findLanding, type Landing } from "./landing.ts";
import { lostOf } from "./lost/lostOf.ts";
import { applySweep, type SweepResult } from "./applySweep.ts";
import { auditRepository } from "./worktree/auditRepository.ts";
import type { AuditedWork, NamedProgram } from "../git/config/checkoutAudit.ts";
import { compareForks, type ForkComparison } from "./compareForks.ts";
import { createFork, type NewFork } from "./createFork.ts";
import { deleteDirectory, type LeftOver } from "./model/deletions.ts";
import { Divergences } from "./model/divergence.ts";
import type { CreatedFork, ForkNode, ForkView } from "./model/fork.ts";
import { lookAtProposedMerge, lookForUncommitted, type ProposedMerge, type UncommittedWork } from "./proposedMerge.ts";
import type { RefName } from "../git/repository/refName.ts";
import { readRef } from "../git/refs/refs.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import type { WithRedacted } from "../redaction/givenText.ts";
import type { ForkCheckpoints, ForkContext } from "./model/forkContext.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import type { Renames } from "../git/objects/pairRenames.ts";
import { diffTrees } from "../git/objects/treeDiff.ts";
import { findRenames } from "../git/objects/renamedFiles.ts";
import { diffFiles, type ChangedFile } from "../git/objects/changedFiles.ts";
import {
  type Arrival,
  type BranchMove,
  type EarlierLook,
  findArrivals,
  type LandingLook,
  lookForForks,
} from "./findArrivals.ts";
import { forkTree } from "./model/forkTree.ts";
import { ForkJournal } from "./model/forkJournal.ts";
import { readHeads } from "./model/forkHeads.ts";
import { listForks, lookAtBranches, notAFork, viewFork, type ListOptions } from "./listForks.ts";
import { openFork, type OpenedFork, type OpenOptions } from "./openFork.ts";
import { recoverFork } from "./recoverFork.ts";
import type { Recovered } from "../checkpoints/recoverRestore.ts";
import { removeFork, type RemoveOptions } from "./removeFork.ts";
import type { RemovedFork } from "./removal/removedFork.ts";
import { renameFork, type RenamedFork } from "./renameFork.ts";
import { findWorktree } from "./worktree/makeWorktree.ts";
import { journalFacts, readSweepFacts } from "./sweep/sweepFacts.ts";
import { planSweep, type SweepFinding } from "./sweep/sweepPlan.ts";
import { syncFork, type SyncedFork, type SyncOptions } from "./syncFork.ts";
import { keepFork, type KeptFork } from "./removal/keepFork.ts";
import { type RenewalLook, requireRenewable, resetFork, type ResetTo, withdrawWorktree } from "./resetFork.ts";
import { populateWorktree } from "./worktree/populateWorktree.ts";
import { lookBeforeRemoval } from "./removal/lookBeforeRemoval.ts";
import type { Loss, RemovalView } from "./removal/loss.ts";

export interface ForksOptions {
  readonly git: Git;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly processes: Processes;
  readonly sessions: Sessions;
  readonly events?: EventSink;
  readonly checkpoints: ForkCheckpoints;
  /** The system's directory for temporary files. */
  readonly temporary: string;
}

export interface ForkDiff {
  readonly id: SessionId;
  /** The merge base of baseline and fork: the left side of every file. */
  readonly base: string;
  readonly head: string;
  readonly files: readonly ChangedFile[];
}

interface Opened {
  readonly context: ForkContext;
  readonly divergences: Divergences;
}

/**
 * Forks of one workspace, for all doors. Every failure is a `WorkflowError`; what was refused has changed nothing. An operation that a killed
 * process left unfinished on the same fork is recovered first.
 */
export class Forks {
  readonly #options: ForksOptions;
  readonly #journal: ForkJournal;
  readonly #deletions = new Set<Promise<LeftOver | undefined>>();
  /** Tried again after a failure: “git init” or an installation may help meanwhile. */
  readonly #open = lazily(async (): Promise<Opened> => await this.#openOnce());

  constructor(options: ForksOptions) {
    this.#options = options;
    this.#journal = new ForkJournal(options.sessions.directory, options);
  }

  /** `baseline` left out: the session meant. */
  async create(
    input: Omit<NewFork, "baseline"> & { readonly baseline?: SessionId },
    signal?: AbortSignal,
  ): Promise<WithRedacted<CreatedFork>> {
    const context = await this.#ready(sessionIdFromSlug(input.slug));
    const baseline = sessionToChange(await context.sessions.meant(input.baseline));
    if (baseline === temporaryId) {
      throw new WorkflowError(
        "refused",
        say`The temporary workspace is not a session.`,
        say`Keep it as a session first (wfs keep <slug>), then fork that.`,
      );
    }
    if (baseline !== undefined) return createFork(context, { ...input, baseline }, signal);
    throw new WorkflowError(
      "no-active-session",
      say`No session is active.`,
      (await context.sessions.temporary()) === undefined
        ? say`Name the session to fork (--session).`
        : say`Keep the temporary workspace as a session first (wfs keep <slug>), or name the session to fork (--session).`,
    );
  }

  async list(options: ListOptions = {}): Promise<readonly ForkView[]> {
    const { context, divergences } = await this.#look(options.signal);
    return listForks(context, divergences, options);
  }

  /** Forks by the session they came from (forkTree.ts). */
  async tree(options: ListOptions = {}): Promise<ReadonlyMap<string, readonly ForkNode[]>> {
    return forkTree(await this.list(options));
  }

  async get(id: SessionId, options: ListOptions = {}): Promise<ForkView> {
    const { context, divergences } = await this.#look(options.signal);
    const session = await context.sessions.get(id);
    return viewFork(context, divergences, session, await lookAtBranches(context, { signal: options.signal }), options);
  }

  /** Programs that checking out or merging would start (checkoutAudit.ts). */
  async audit(work: AuditedWork, signal?: AbortSignal): Promise<readonly NamedProgram[]> {
    return auditRepository((await this.#open()).context, work, signal);
  }

  async open(id: SessionId, options: OpenOptions = {}): Promise<OpenedFork> {
    return openFork(await this.#ready(id, options.approved), id, options);
  }

  /** Where its branch stands; `undefined`: it is gone. */
  async head(id: SessionId, signal?: AbortSignal): Promise<ObjectId | undefined> {
    const { context } = await this.#open();
    return readRef(context.repository, branchOfFork(context, id), signal);
  }

  /** Throws what `reset` would refuse (resetFork.ts). */
  async requireRenewable(id: SessionId, options: RenewalLook): Promise<void> {
    await requireRenewable(await this.#ready(id, options.approved), id, options);
  }

  /** Keeps all that the fork has and this commit has not (keepFork.ts). */
  async keep(id: SessionId, base: ObjectId, signal?: AbortSignal): Promise<KeptFork> {
    return keepFork(await this.#ready(id), id, base, signal);
  }

  /**
   * Brings branch and worktree to a commit (resetFork.ts), with what the branch does not hold; `anew`: in a worktree that is made anew. What it was is deleted in the background
   * (`whenDiscarded`): keep it before.
   */
  async reset(id: SessionId, to: ResetTo & { readonly anew?: boolean }): Promise<OpenedFork> {
    const context = await this.#ready(id, to.approved);
    const { signal } = to;
    const inPlace = to.anew === true ? undefined : await resetFork(context, id, to);
    const isMoved = to.anew !== true && inPlace === undefined;
    const aside = inPlace ?? (await withdrawWorktree(context, id, isMoved ? { ...to, head: to.base } : to));
    if (aside !== undefined) this.#deleteLater(context, aside);
    const options = { approved: to.approved ?? [], ...(signal === undefined ? {} : { signal }) };
    const opened = await openFork(context, id, options);
    if (opened.created) return opened;
    const link = await findWorktree(context, id);
    return link === undefined ? opened : { ...opened, ...(await populateWorktree(context, link, signal)) };
  }

  /** Paths that differ between two trees or commits. */
  async changedPaths(from: ObjectId, to: ObjectId): Promise<readonly string[]> {
    if (from === to) return [];
    return (await diffTrees((await this.#open()).context.repository, from, to)).map(({ path }) => path);
  }

  /** What the fork has committed since it left its baseline. */
  async diff(id: SessionId, signal?: AbortSignal): Promise<ForkDiff> {
    const { context, divergences } = await this.#look(signal);
    const { head, base } = await this.get(id, { status: false, ...(signal === undefined ? {} : { signal }) });
    if (head === null || base === null) {
      throw new WorkflowError(
        "not-found",
        say`The fork ${id} has no branch any more.`,
        say`Run the sweep (wfs sweep).`,
      );
    }
    const from = (await divergences.mergeBase(context.repository, base, head, signal)) ?? base;
    return { id, base: from, head, files: await diffFiles(context.repository, from, head, signal) };
  }

  /** Which files of one side of any comparison are those of the other under another path. */
  async renames(from: ObjectId, to: ObjectId, signal?: AbortSignal): Promise<Renames> {
    return findRenames((await this.#look(signal)).context.repository, from, to, signal);
  }

  /** What is good to know of a merge of the fork into a branch (proposedMerge.ts); changes nothing. */
  async proposedMerge(id: SessionId, into: RefName, signal?: AbortSignal): Promise<ProposedMerge> {
    const { context, divergences } = await this.#look(signal);
    return lookAtProposedMerge(context, divergences, id, into, signal);
  }

  /** What the fork's worktree has that no commit holds; `null`: there is none. */
  async uncommitted(id: SessionId, signal?: AbortSignal): Promise<UncommittedWork | null> {
    return lookForUncommitted((await this.#look(signal)).context, id, signal);
  }

  /** Forks whose work may come to branches, with what an earlier look remembers of them (findArrivals.ts). */
  async lookForForks(earlier: EarlierLook, signal?: AbortSignal): Promise<LandingLook> {
    return lookForForks((await this.#look(signal)).context, earlier, signal);
  }

  /** Forks whose work a branch has after a move and had not before (findArrivals.ts). */
  async arrivals(move: BranchMove, options: Parameters<typeof findArrivals>[3]): Promise<readonly Arrival[]> {
    const { context, divergences } = await this.#look(options.signal);
    return findArrivals(context, divergences, move, options);
  }

  /** Whether what was done since `from` up to `head` is in a branch that stands at `at` (findLanding.ts). */
  async isIn(
    { head, from }: { readonly head: ObjectId; readonly from: ObjectId },
    at: ObjectId,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const { context, divergences } = await this.#look(signal);
    return (await divergences.landings.of(context, head, at, { from, signal })) !== undefined;
  }

  /** How many commits the fork's branch has that this one has not; `null`: the branch is gone, or a shallow clone does not tell. Throws git's errors, as where this commit is. */
  async commitsSince(id: SessionId, commit: ObjectId, signal?: AbortSignal): Promise<number | null> {
    const { context, divergences } = await this.#look(signal);
    const head = (await readHeads(context, signal)).branches.get(id);
    return head === undefined
      ? null
      : ((await divergences.between(context.repository, commit, head, signal))?.ahead ?? null);
  }

  async rename(id: SessionId, slug: string, signal?: AbortSignal): Promise<RenamedFork> {
    return renameFork(await this.#ready(id), id, slug, signal);
  }

  async sync(id: SessionId, options: SyncOptions = {}): Promise<SyncedFork> {
    return syncFork(await this.#ready(id, options.approved), id, options);
  }

  async compare(ids: readonly SessionId[], signal?: AbortSignal): Promise<ForkComparison> {
    const { context, divergences } = await this.#look(signal);
    return compareForks(context, divergences, ids, signal);
  }

  /** What removing the fork would lose, for the question that is asked before `force`. */
  async loss(id: SessionId, signal?: AbortSignal): Promise<Loss> {
    return (await this.lookBeforeRemoval(id, signal)).loss;
  }

  /** The same with what goes and what stays. */
  async lookBeforeRemoval(id: SessionId, signal?: AbortSignal): Promise<RemovalView> {
    const context = await this.#ready(id);
    const { record } = await context.sessions.get(id);
    if (record.forked_from === undefined) throw notAFork(id);
    const { context: quiet } = await this.#look(signal);
    return lookBeforeRemoval(quiet, id, record.forked_from, signal);
  }

  /** Returns as soon as the worktree is out of the way; its files go in the background (`whenDiscarded`). */
  async remove(id: SessionId, options: RemoveOptions = {}): Promise<RemovedFork> {
    const context = await this.#ready(id);
    const removed = await removeFork(context, id, options);
    for (const directory of removed.set_aside) this.#deleteLater(context, directory);
    return removed;
  }

  /**
   * Completes what a killed process left unfinished on the fork, or takes it back (recoverFork.ts); `undefined`: there was nothing, or its own process
   * is at it. Throws `conflict` while that merges into the fork.
   */
  async recover(id: SessionId): Promise<Recovered["outcome"] | undefined> {
    const journal = await this.#journal.read(id);
    if (journal.state === "none") return undefined;
    const merges = journal.state === "running" && journal.entry?.operation === "sync";
    if (merges && this.#journal.doing(id) === undefined && !(await this.#journal.isRecovered(id))) {
      throw new WorkflowError(
        "conflict",
        say`A merge into ${id} is in progress.`,
        say`Wait until it has ended, then try again.`,
      );
    }
    return recoverFork((await this.#open()).context, id);
  }

  /** What killed processes left unfinished; reads the journal alone and changes nothing. */
  async interrupted(): Promise<readonly SweepFinding[]> {
    const { root } = this.#options.sessions;
    const journal = await journalFacts(this.#journal);
    return planSweep({ root, sessions: new Map(), worktrees: [], branches: new Set(), missing: [], lost: [], journal });
  }

  /** Where a session started that has a branch, whatever its record says (lost/lostOrigin.ts); `undefined`: it has none. */
  async originOf(id: SessionId, signal?: AbortSignal): Promise<ForkOrigin | undefined> {
    const { context } = await this.#look(signal);
    return originOfSession(context, id, signal);
  }

  /** Brings sessions back whose directory is gone (adoptSessions.ts). `ids` left out: all that are lost here. */
  async adopt(ids?: readonly SessionId[], signal?: AbortSignal): Promise<Adoption> {
    const { context } = await this.#look(signal);
    const lost = await lostOf(context, ids !== undefined);
    return adoptSessions(context, ids === undefined ? lost : chosenOf(lost, ids), lost, signal);
  }

  /** Sessions whose directory is gone, those too that may be another workspace's. */
  async lost(signal?: AbortSignal): Promise<readonly LostSession[]> {
    return lostOf((await this.#look(signal)).context, true);
  }

  /** Makes a fork of a branch that is there already, on that branch (adoptBranch.ts). */
  async adoptBranch(input: AdoptInput, signal?: AbortSignal): ReturnType<typeof adoptBranch> {
    const { context, divergences } = await this.#look(signal);
    return adoptBranch(context, divergences, input, signal);
  }

  /** Where the work of the fork would go (landing.ts). */
  async landing(id: SessionId, signal?: AbortSignal): Promise<Landing> {
    const { context } = await this.#look(signal);
    return findLanding(context, await context.sessions.get(id), signal);
  }

  /** Whether this object is removing the fork right now: its work was kept before its worktree went. */
  removing(id: SessionId): boolean {
    return this.#journal.doing(id) === "remove";
  }

  /** What nobody owns; changes nothing. What is being deleted in the background is waited for: nothing is left of it yet. */
  async sweep(signal?: AbortSignal): Promise<readonly SweepFinding[]> {
    await this.whenDiscarded();
    return planSweep(await readSweepFacts((await this.#look(signal)).context, signal));
  }

  /** Applies findings; those that are not `certain` only when a person has agreed to them. */
  async applySweep(findings: readonly SweepFinding[], signal?: AbortSignal): Promise<readonly SweepResult[]> {
    return applySweep((await this.#open()).context, findings, signal);
  }

  /** Waits for background deletions and gives back what could not be deleted. */
  async whenDiscarded(): Promise<readonly LeftOver[]> {
    const left = await Promise.all(this.#deletions);
    return left.filter((entry) => entry !== undefined);
  }

  /** The same for a look, which starts nothing that only the repository's own configuration names. */
  async #look(signal?: AbortSignal): Promise<Opened> {
    const { context, divergences } = await this.#open();
    const { repository } = await withoutOwnFilters(context.repository, context.fs, signal);
    return { context: { ...context, repository }, divergences };
  }

  async #openOnce(): Promise<Opened> {
    const { git, fs, sessions } = this.#options;
    const repository = await openRepository(git, sessions.root);
    const commonDirectory = (await fs.realPath(repository.paths.commonDir)) ?? repository.paths.commonDir;
    const context = { ...this.#options, root: sessions.root, repository, commonDirectory, journal: this.#journal };
    return { context, divergences: new Divergences(this.#options.fs) };
  }

  async #ready(id: SessionId, approved?: readonly string[]): Promise<ForkContext> {
    const { context } = await this.#open();
    await recoverFork(context, id, approved);
    return context;
  }

  #deleteLater(context: ForkContext, directory: string): void {
    const deletion = deleteDirectory(context, directory);
    this.#deletions.add(deletion);
    void deletion.then((left) => {
      if (left === undefined) this.#deletions.delete(deletion);
    });
  }
}
