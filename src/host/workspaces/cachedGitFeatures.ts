import type { Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import type { Checkpoints } from "../../core/checkpoints/checkpoints.ts";
import type { ForkView } from "../../core/forks/model/fork.ts";
import type { FollowedBranches } from "../../core/forks/followBranches.ts";
import type { Forks } from "../../core/forks/forks.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import type { Logger } from "../../core/base/ports.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { DelayedRun } from "../platform/delayedRun.ts";
import { CachedQuery } from "./cachedQuery.ts";
import type { GitFeaturesModel } from "./workspaceModel.ts";

/** Long enough for the several files of one operation to be written. */
const debounceMs = 300;

/** A checkpoint taken in the second of its record's last change leaves the record as it is (times are whole seconds): nothing tells of it. */
const secondOver = 1_500;

/** What is asked of checkpoints and forks to show them. */
interface GitFeatures {
  readonly checkpoints: Pick<Checkpoints, "list" | "size">;
  readonly forks: Pick<Forks, "list">;
}

export interface CachedGitFeaturesOptions {
  readonly open: () => Promise<GitFeatures>;
  /** False: no process may be started (Restricted Mode). */
  readonly trusted: () => boolean;
  readonly logger: Logger;
  /** Tells of commits on the branches of forks from now on; called once there are forks to show. */
  readonly followBranches?: (moved: () => void) => Promise<Pick<FollowedBranches, "setForks">>;
  /** Called when something that was given out is different. */
  readonly changed: () => void;
}

/** Checkpoints and forks of one workspace, remembered for the rows of sessions that are unfolded. */
export class CachedGitFeatures implements GitFeaturesModel {
  readonly #options: CachedGitFeaturesOptions;
  readonly #checkpoints = new Map<SessionId, CachedQuery<readonly Checkpoint[]>>();
  readonly #forks: CachedQuery<ReadonlyMap<string, ForkView>>;
  #branches: ReturnType<NonNullable<CachedGitFeaturesOptions["followBranches"]>> | undefined;
  #forksAsked = false;
  readonly #refreshing = new DelayedRun(debounceMs, () => void this.refresh());
  readonly #refreshingLate = new DelayedRun(secondOver, () => void this.#refreshCheckpoints());

  constructor(options: CachedGitFeaturesOptions) {
    this.#options = options;
    this.#forks = new CachedQuery(() => this.#readForks(), options.changed);
  }

  async checkpoints(session: SessionId): Promise<readonly Checkpoint[] | undefined> {
    let known = this.#checkpoints.get(session);
    if (known === undefined) {
      known = new CachedQuery(() => this.#ask(({ checkpoints }) => checkpoints.list(session)), this.#options.changed);
      this.#checkpoints.set(session, known);
    }
    return known.get();
  }

  async forks(): Promise<ReadonlyMap<string, ForkView> | undefined> {
    return this.#forks.get();
  }

  async size(session: SessionId): Promise<number | undefined> {
    return this.#ask(({ checkpoints }) => checkpoints.size(session));
  }

  revision(session: SessionId): number {
    return (this.#checkpoints.get(session)?.revision ?? 0) + this.#forks.revision;
  }

  /** The session is folded: nothing of it is read again until somebody unfolds it. */
  forget(session: SessionId): void {
    this.#checkpoints.delete(session);
  }

  async refresh(): Promise<void> {
    await Promise.all([this.#forks.refresh(), this.#refreshCheckpoints()]);
  }

  /** Refreshes once the calls pause, however often it is called meanwhile; checkpoints once more, when the second of the last call is over. */
  refreshSoon(): void {
    this.#refreshing.start();
    this.#refreshingLate.restart();
  }

  dispose(): void {
    this.#refreshing.dispose();
    this.#refreshingLate.dispose();
  }

  async #refreshCheckpoints(): Promise<void> {
    await Promise.all([...this.#checkpoints.values()].map(async (known) => known.refresh()));
  }

  /** Uncommitted paths take a look through every worktree, so the first answer is without. */
  async #readForks(): Promise<ReadonlyMap<string, ForkView> | undefined> {
    const status = this.#forksAsked;
    this.#forksAsked = true;
    const views = await this.#ask(({ forks }) => forks.list({ status }));
    if (!status) this.refreshSoon();
    if (views !== undefined && views.length > 0) {
      const followed = await (this.#branches ??= this.#options.followBranches?.(() => this.refreshSoon()));
      followed?.setForks(views);
    }
    return views === undefined ? undefined : new Map(views.map((view) => [view.id, view]));
  }

  async #ask<T>(question: (features: GitFeatures) => Promise<T>): Promise<T | undefined> {
    if (!this.#options.trusted()) return undefined;
    try {
      return await question(await this.#options.open());
    } catch (error) {
      if (!(error instanceof WorkflowError) || !silent.has(error.code)) throw error;
      this.#options.logger.debug(`No checkpoints and forks: ${error.message}`);
      return undefined;
    }
  }
}

/** Nothing to show, and nothing that is wrong: a person who wants a checkpoint or a fork is told what is missing. */
const silent: ReadonlySet<string> = new Set(["untrusted", "git-missing", "not-a-repository"]);
