import { durable } from "../git/repository/durable.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { shortName, type RefName } from "../git/repository/refName.ts";
import type { RetentionPolicy } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { triggerPolicies, type Checkpoint, type SkippedFile, type TakenCheckpoint } from "./model/checkpoint.ts";
import {
  defaultSizeLimit,
  type CheckpointSettings,
  type CheckpointsOptions,
  type RestoreOptions,
  type RestoreResult,
  type TakeOptions,
} from "./checkpointOptions.ts";
import { compareCheckpoint, type CheckpointDiff, type ComparedWith } from "./compareCheckpoints.ts";
import { checkpointBytes, planPrune, pruneCheckpoints, type Pruned, type PrunePlan } from "./pruneCheckpoints.ts";
import type { RestoreContext } from "./restore/changeFiles.ts";
import { readCurrentTree, seeTreeQuietly, type CurrentTree } from "./readCurrentTree.ts";
import { findBranchCheckout, type Checkout } from "../worktrees/findBranchCheckout.ts";
import { InterruptedChanges, type InterruptedChange } from "./interruptedChanges.ts";
import {
  expectStanding,
  updateBranchAndWorktree,
  previewBranchUpdate,
  revertBranchUpdate,
  type BranchUpdate,
  type BranchUpdatePreview,
  type BranchUpdateOptions,
  type BranchUpdateResult,
  type PreviewOptions,
} from "./updateBranch.ts";
import { bringBackLfsObjects } from "./rawContent/lfsObjects.ts";
import { ownFiltered, ownPrograms } from "./tree/ownPrograms.ts";
import { withPersonsFilters } from "./tree/personsFilters.ts";
import type { Answers, Repository } from "../git/repository/repository.ts";
import type { RefContext } from "../git/refs/privateRefs.ts";
import { readTreeFile } from "../git/objects/readFile.ts";
import { readCheckpoint, readCheckpoints } from "./model/readCheckpoints.ts";
import { KeptText } from "../redaction/keptText.ts";
import { previewRestore, type RestorePreview } from "./previewRestore.ts";
import { ofOtherTree, restoreCheckpoint, type RestoreRequest } from "./restoreCheckpoint.ts";
import { setPin } from "./pinCheckpoint.ts";
import type { Recovered, RecoverOptions } from "./recoverRestore.ts";
import { checkPath } from "./restore/restorePlan.ts";
import { notReturnedInWorkingTree } from "./rawContent/strippedFiles.ts";
import { noteTaken } from "./noteTaken.ts";
import { carryingBetween } from "./branchUpdate/carriedFiles.ts";
import { answerOf, takeCheckpoint, type Taken, type TakeRequest } from "./takeCheckpoint.ts";
import { topEntry } from "./restore/undoStack.ts";
import { Worktrees, type Worktree } from "../worktrees/worktree.ts";

/** Changes of files this process is carrying out, by their journals; whichever object began them, nobody here takes them for cut off. */
const running = new Set<ObjectId>();

/** Checkpoints of one workspace's sessions, for all doors. Every failure is a `WorkflowError`; what was refused has changed nothing. */
export class Checkpoints {
  readonly #options: CheckpointsOptions;
  readonly #worktrees: Worktrees;
  readonly #interrupted: InterruptedChanges;

  constructor(options: CheckpointsOptions, worktrees = new Worktrees(options.root, options.git, options.fs)) {
    this.#options = options;
    this.#worktrees = worktrees;
    const ports = { ...options, running };
    this.#interrupted = new InterruptedChanges(this.#worktrees, ports, (worktree) => this.#context(worktree));
  }

  /** The same for one look, which reads the configuration of each working tree once, however much is asked in it. */
  forOneLook(answers: Answers): Checkpoints {
    return new Checkpoints(this.#options, this.#worktrees.forOneLook(answers));
  }

  /** Goes on with the main checkout's repository as git has found it just now, and answers with it. */
  async adopt(repository: Repository): Promise<Repository> {
    return this.#worktrees.adopt(repository);
  }

  /**
   * Keeps the session's working tree and index as they are (takeCheckpoint.ts); what a killed process left half done there is completed first.
   * Throws `conflict` while files are being changed by a restore.
   */
  async take(session: SessionId, options: TakeOptions = {}): Promise<TakenCheckpoint> {
    const worktree = await this.#worktrees.of(session, options.signal);
    return answerOf(await this.#take(worktree, session, options));
  }

  /** Brings files (and, if asked, the index) back as they were; a safety checkpoint comes first. Throws `conflict` with nothing changed. */
  async restore(session: SessionId, id: number, options: RestoreOptions = {}): Promise<RestoreResult> {
    const { index = false, signal } = options;
    const worktree = await this.#worktrees.of(session, signal);
    const target = await this.show(session, id, signal);
    const paths = options.paths?.map(checkPath);
    return this.#restore(worktree, options, `Before restoring checkpoint ${id}`, {
      session,
      operation: "restore",
      number: id,
      target,
      paths,
      index,
      signal,
    });
  }

  /** Takes the last restore back. Throws `not-found` when there is none. */
  async undo(session: SessionId, options: Pick<RestoreOptions, "by" | "signal"> = {}): Promise<RestoreResult> {
    return this.#step("undo", session, options);
  }

  /** Repeats what `undo` took back. */
  async redo(session: SessionId, options: Pick<RestoreOptions, "by" | "signal"> = {}): Promise<RestoreResult> {
    return this.#step("redo", session, options);
  }

  /** What `updateBranchAndWorktree` would do now; changes nothing (updateBranch.ts). */
  async previewBranchUpdate(
    session: SessionId,
    move: BranchUpdate,
    options: PreviewOptions = {},
  ): Promise<BranchUpdatePreview> {
    return previewBranchUpdate(await this.#wholeContext(session, options.signal), move, options);
  }

  /**
   * Brings the session's working tree and the branch checked out there to a commit, and keeps what the person has edited and staged; a safety
   * checkpoint comes first. Throws `BranchUpdateConflict` with the files that stand in the way, `conflict` when the branch is elsewhere.
   */
  async updateBranchAndWorktree(
    session: SessionId,
    move: BranchUpdate,
    options: BranchUpdateOptions = {},
  ): Promise<BranchUpdateResult> {
    const reflog = options.reflog ?? `workflow: ${session} landed`;
    const message = options.message ?? `Before ${shortName(move.ref)} moves to ${move.to.slice(0, 8)}`;
    return this.#land(session, move, { ...options, message: new KeptText(message) }, async (context, safety) =>
      updateBranchAndWorktree(context, safety, { ...options, session, move, reflog }),
    );
  }

  /** Takes a branch update back, with files and index; what was edited since is kept, or it is refused whole (updateBranch.ts). */
  async revertBranchUpdate(
    session: SessionId,
    { safety, ...move }: BranchUpdate & { readonly safety: number },
    signal?: AbortSignal,
  ): Promise<BranchUpdateResult> {
    const standing = { ref: move.ref, from: move.to, to: move.from };
    const message = `Before ${shortName(move.ref)} is taken back to ${move.from.slice(0, 8)}`;
    return this.#land(session, standing, { message: new KeptText(message), signal }, async (context, taken) =>
      revertBranchUpdate(context, taken, { session, move, safety, reflog: `workflow: ${session} taken back`, signal }),
    );
  }

  /** Where a branch is checked out, or `undefined` (findBranchCheckout.ts). */
  async findCheckout(ref: RefName, signal?: AbortSignal): Promise<Checkout | undefined> {
    return findBranchCheckout(await this.#worktrees.looking(signal), this.#options.fs, this.#options.root, ref, signal);
  }

  /** What killed processes left half done of files, of all sessions of the repository; changes nothing. */
  async interrupted(): Promise<readonly InterruptedChange[]> {
    return this.#interrupted.list();
  }

  /** Completes a change of files that a killed process left half done, or takes it back; `undefined`: there was none. */
  async recover(session: SessionId, options: RecoverOptions = {}): Promise<Recovered | undefined> {
    return this.#interrupted.recover(session, options);
  }

  /** Newest first. */
  async list(session: SessionId, signal?: AbortSignal): Promise<readonly Checkpoint[]> {
    return readCheckpoints(await this.#worktrees.looking(signal), session, signal);
  }

  /** Throws `not-found`. */
  async show(session: SessionId, id: number, signal?: AbortSignal): Promise<Checkpoint> {
    return readCheckpoint(await this.#worktrees.looking(signal), session, id, signal);
  }

  /** Top of the working tree that the session's checkpoints are about: absolute path. */
  async workTree(session: SessionId, signal?: AbortSignal): Promise<string> {
    return (await this.#worktrees.of(session, signal)).repository.paths.root;
  }

  /**
   * The tree a checkpoint taken now would have, and where its HEAD stands; takes none, and runs nothing of the repository (readCurrentTree.ts).
   * `whole`: with the user's index beside it. Throws `conflict` while files are half changed.
   */
  async currentTree(session: SessionId, signal?: AbortSignal, whole = false): Promise<CurrentTree> {
    return readCurrentTree(await this.#wholeContext(session, signal), { whole, signal });
  }

  /** The same tree alone, which takes a process less. */
  async treeOf(session: SessionId, signal?: AbortSignal): Promise<ObjectId> {
    return (await seeTreeQuietly(await this.#wholeContext(session, signal), { signal })).tree;
  }

  /** The same tree of a linked worktree by its path. */
  async treeAt(worktree: string, signal?: AbortSignal): Promise<ObjectId> {
    return (await seeTreeQuietly(this.#context(await this.#worktrees.at(worktree, signal)), { signal })).tree;
  }

  /** Files of a linked worktree that git takes for unchanged and would not bring back whole (strippedFiles.ts). */
  async stripped(worktree: string, signal?: AbortSignal): Promise<readonly string[]> {
    return notReturnedInWorkingTree(this.#context(await this.#worktrees.at(worktree, signal)), signal);
  }

  /** Programs the repository's own configuration names for the session's working tree (ownPrograms.ts). */
  async programs(session: SessionId, signal?: AbortSignal): Promise<readonly string[]> {
    return ownPrograms((await this.#worktrees.of(session, signal)).repository, signal);
  }

  /** Those of the paths that such a program would change while they are read. */
  async filtered(session: SessionId, paths: readonly string[], signal?: AbortSignal): Promise<readonly string[]> {
    return ownFiltered((await this.#worktrees.of(session, signal)).repository, paths, signal);
  }

  /** What changed from the checkpoint to the working tree, another checkpoint, or HEAD. */
  async diff(session: SessionId, id: number, other: ComparedWith, signal?: AbortSignal): Promise<CheckpointDiff> {
    const [worktree, checkpoint] = await Promise.all([
      this.#worktrees.of(session, signal),
      this.show(session, id, signal),
    ]);
    return compareCheckpoint(this.#context(worktree), session, checkpoint, other, signal);
  }

  /** What `restore` would change now (previewRestore.ts); changes nothing. */
  async previewRestore(session: SessionId, id: number, signal?: AbortSignal): Promise<RestorePreview> {
    const [worktree, checkpoint] = await Promise.all([
      this.#worktrees.of(session, signal),
      this.show(session, id, signal),
    ]);
    return previewRestore(this.#context(worktree), session, checkpoint, signal);
  }

  /** A file of one side of a diff or of a checkpoint's tree (readFile.ts). */
  async readFile(
    tree: ObjectId,
    path: string,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    return readTreeFile(await this.#worktrees.looking(signal), tree, path, maxBytes, signal);
  }

  /** A pinned checkpoint is never pruned. */
  async pin(session: SessionId, id: number, signal?: AbortSignal): Promise<Checkpoint> {
    return setPin(await this.refContext(signal), session, await this.show(session, id, signal), true, signal);
  }

  async unpin(session: SessionId, id: number, signal?: AbortSignal): Promise<Checkpoint> {
    return setPin(await this.refContext(signal), session, await this.show(session, id, signal), false, signal);
  }

  /** What a policy (default: the record's `retention`) lets go; changes nothing. */
  async planPrune(session: SessionId, policy?: RetentionPolicy, signal?: AbortSignal): Promise<PrunePlan> {
    const { sessions } = this.#options;
    const chosen = policy ?? (await sessions.get(session)).record.retention ?? {};
    const context = { ...(await this.refContext(signal)), repository: await this.#worktrees.looking(signal) };
    return planPrune(context, session, chosen, signal);
  }

  /**
   * Carries out a plan that was shown: those of its checkpoints that are still there, unpinned, and not the newest, and what of the removed
   * fork still stands as it was listed.
   */
  async prune(session: SessionId, plan: PrunePlan, signal?: AbortSignal): Promise<Pruned> {
    const [, ...others] = await this.list(session, signal);
    const planned = new Set(plan.surplus.map(({ checkpoint }) => checkpoint.commit));
    const going = others.filter(({ commit, pinned }) => !pinned && planned.has(commit));
    const what = { checkpoints: going, listed: plan.removed };
    const pruned = await pruneCheckpoints(await this.refContext(signal), session, what, signal);
    const count = pruned.pruned.length;
    if (count > 0) await this.#options.events?.note("checkpoint.pruned", session, { count });
    return pruned;
  }

  /** Bytes on disk that only the session's checkpoints hold. */
  async size(session: SessionId, signal?: AbortSignal): Promise<number> {
    return checkpointBytes(await this.#worktrees.looking(signal), session, signal);
  }

  /** What a fork starts from. */
  async find(session: SessionId, id: number, signal?: AbortSignal): Promise<Checkpoint> {
    const found = await this.show(session, id, signal);
    await bringBackLfsObjects(await this.refContext(signal), found.commit);
    return found;
  }

  /** Keeps a fork's worktree before something happens to it; of what is deleted afterwards, files of any size. */
  async keep(
    session: SessionId,
    directory: string,
    reason: "before-removal" | "before-merge",
    signal?: AbortSignal,
  ): Promise<{ readonly n: number; readonly commit: string; readonly skipped: readonly SkippedFile[] }> {
    const trigger = reason === "before-removal" ? "before-remove" : reason;
    const limit = reason === "before-removal" ? { sizeLimit: Infinity } : {};
    const worktree = await this.#worktrees.at(directory, signal);
    const { checkpoint } = await this.#take(worktree, session, { trigger, signal }, limit);
    return { n: checkpoint.id, commit: checkpoint.commit, skipped: checkpoint.skipped };
  }

  async #step(
    operation: "undo" | "redo",
    session: SessionId,
    options: Pick<RestoreOptions, "by" | "signal">,
  ): Promise<RestoreResult> {
    const { signal } = options;
    const worktree = await this.#worktrees.of(session, signal);
    await this.#interrupted.recoverAll(worktree, session);
    const context = this.#context(worktree);
    const { ref, id, ...entry } = await topEntry(worktree.repository, session, operation, context, signal);
    const message = operation === "undo" ? "Before undoing a restore" : "Before redoing a restore";
    const request = { session, operation, ...entry, pop: { ref, id }, signal };
    return this.#restore(worktree, options, message, request);
  }

  async #restore(
    worktree: Worktree,
    options: Pick<RestoreOptions, "by" | "signal">,
    message: string,
    request: RestoreRequest,
  ): Promise<RestoreResult> {
    const { session, target } = request;
    if (worktree.place !== target.place) throw ofOtherTree(session, target.place);
    const before = { ...options, trigger: "before-restore" as const, message: new KeptText(message) };
    const take = async (also: readonly string[]): Promise<Taken> => this.#take(worktree, session, { ...before, also });
    const { safety, isChanged, ...restored } = await restoreCheckpoint(this.#context(worktree), take, request);
    const { operation, number: n = null } = request;
    if (isChanged) await this.#options.events?.note("checkpoint.restored", session, { n, operation });
    return { ...restored, safety: answerOf(safety) };
  }

  async #land(
    session: SessionId,
    standing: BranchUpdate,
    options: TakeOptions & Pick<BranchUpdateOptions, "step" | "isCommit">,
    work: (context: RestoreContext, safety: Taken) => Promise<number>,
  ): Promise<BranchUpdateResult> {
    const { signal, step, isCommit = false } = options;
    const found = await this.#worktrees.of(session, signal);
    await this.#interrupted.recoverAll(found, session);
    await expectStanding(durable(this.#context(found)), standing, signal);
    const { worktree, also } = isCommit
      ? { worktree: found, also: [] }
      : await carryingBetween(found, this.#options.fs, standing, step?.changes, signal);
    const safety = await this.#take(worktree, session, { ...options, also, trigger: "before-merge" });
    return { files: await work(durable(this.#context(worktree)), safety), safety: answerOf(safety) };
  }

  /** For operations on all refs of a session (handOverRefs.ts). */
  async refContext(signal?: AbortSignal): Promise<RefContext> {
    const { clock, fs } = this.#options;
    return { repository: await this.#worktrees.main(signal), clock, fs };
  }

  async #take(
    worktree: Worktree,
    session: SessionId,
    options: TakeOptions & Pick<TakeRequest, "also">,
    limit: Partial<CheckpointSettings> = {},
  ): Promise<Taken> {
    const { sessions, recoverFork } = this.#options;
    if (worktree.place === "worktree") await recoverFork?.(session);
    const { trigger = "manual" } = options;
    const policy = triggerPolicies[trigger];
    const own = { ...this.#context(worktree), ...limit };
    const quiet = policy.byItself ? await withPersonsFilters(own, options.signal) : own;
    // To complete a change writes files, which starts the filters that this checkpoint must not start.
    const changes = this.#interrupted;
    const whole = quiet === own ? changes.recoverAll(worktree, session) : changes.expectWhole(worktree, session);
    const [{ record }] = await Promise.all([sessions.get(session), whole]);
    const context = policy.beforeRisk ? durable(own) : quiet;
    const taken = await takeCheckpoint(context, {
      session,
      trigger,
      message: options.message,
      by: options.by,
      phase: record.current_phase,
      tasks: record.progress.current_tasks,
      also: options.also,
      signal: options.signal,
      onProgress: options.onProgress,
      expectWhole: async () => this.#interrupted.expectWhole(worktree, session),
    });
    if (taken.created) await noteTaken(this.#options, session, taken.checkpoint, worktree.excluded);
    return taken;
  }

  /** Of a working tree whose files are not half changed. */
  async #wholeContext(session: SessionId, signal?: AbortSignal): Promise<RestoreContext> {
    const worktree = await this.#worktrees.of(session, signal);
    await this.#interrupted.expectWhole(worktree, session);
    return this.#context(worktree);
  }

  #context(worktree: Worktree): RestoreContext {
    const { clock, fs, random, processes, logger, settings } = this.#options;
    const sizeLimit = settings?.sizeLimit ?? defaultSizeLimit;
    return { ...worktree, clock, fs, random, processes, logger, running, sizeLimit };
  }
}
