import * as vscode from "vscode";
import type { AnswerState } from "../wording/answerState.ts";
import { type GitFeatures, openWorkspace, type Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Git } from "../../core/base/ports.ts";
import type { Runs } from "../../core/runs/runs.ts";
import { ActiveMarker } from "../../core/sessions/markers/activeMarker.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import type { PullRequestState } from "../../core/review/kinds/publish/pullRequestState.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { SessionIndex } from "../../core/sessions/index/sessionIndex.ts";
import { SessionScanner } from "../../core/sessions/index/sessionScan.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import type { Watching } from "../../core/watching/watching.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Log } from "../platform/log.ts";
import { CachedAnnotations } from "./cachedAnnotations.ts";
import { automaticCheckpoints } from "./automaticCheckpoints.ts";
import { checkpointSettings } from "../settings/checkpointSettings.ts";
import { reviewPolicy } from "../settings/reviewPolicy.ts";
import { CachedRuns } from "./cachedRuns.ts";
import { CachedGitFeatures } from "./cachedGitFeatures.ts";
import { SerialQueue } from "../../core/base/serialQueue.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import { trustedGit } from "./trustedGit.ts";
import type { ArrivedWork } from "../rows/forkRow.ts";
import type { WorkspaceSnapshot, WorkspaceModel } from "./workspaceModel.ts";
import { WorkspaceHealth } from "./workspaceHealth.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";
import { userScope } from "../settings/scopeSetting.ts";
import { ConsistentIndex } from "./consistentIndex.ts";

/** One `.workflow` with everything that is kept about it while the window is open. */
export class WorkflowWorkspace implements WorkspaceModel, vscode.Disposable {
  readonly key: string;
  readonly name: string;
  /** The workspace folders that lead to this `.workflow`; the first one named it. */
  readonly folders: vscode.WorkspaceFolder[];
  readonly services: Workspace;
  readonly git: Git;
  readonly gitFeatures: CachedGitFeatures;
  readonly annotations: CachedAnnotations;
  readonly runs: CachedRuns;
  /** How everything about this workspace that is shown is followed. */
  readonly watching: Watching;
  #found: TreeRow | undefined;
  #arrived: ReadonlyMap<SessionId, ArrivedWork> = new Map();
  #pullRequests: ReadonlyMap<SessionId, PullRequestState> = new Map();
  waiting: ReadonlySet<SessionId> = new Set();
  answered: ReadonlyMap<SessionId, AnswerState> = new Map();
  /** Fires with the sessions whose content changed; none when only markers, problems or the list changed. */
  readonly onDidChange: vscode.Event<readonly SessionId[]>;
  readonly #index: ConsistentIndex;
  readonly #owned: Disposables;
  readonly #changed: vscode.EventEmitter<readonly SessionId[]>;
  readonly #open = new Set<SessionId>();
  readonly #health: WorkspaceHealth;
  #loading: Promise<void> | undefined;
  #isLoaded = false;
  readonly #queue = new SerialQueue();
  #switches = 0;

  /** Finds the `.workflow` that counts for a folder; starts no process and reads no session yet. */
  static async open(
    folder: vscode.WorkspaceFolder,
    log: Log,
    secrets: vscode.SecretStorage,
  ): Promise<WorkflowWorkspace> {
    const services = await openWorkspace(folder.uri.fsPath, {
      logger: log,
      git: trustedGit,
      checkpointSettings,
      scope: userScope,
      maxAgeMinutes: () => reviewPolicy().maxAgeMinutes,
      signer: async () => (await import("./personsSigner.ts")).personsSigner(workspace.services.fs, secrets),
      automaticCheckpoints: automaticCheckpoints(
        () => workspace.services.clock,
        log,
        async () => await workspace.follow(),
      ),
    });
    const workspace = new WorkflowWorkspace(folder, services, log);
    return workspace;
  }

  private constructor(folder: vscode.WorkspaceFolder, services: Workspace, log: Log) {
    const { fs, clock, sessions, gitDirectory, gitRunner } = services;
    if (gitRunner === undefined) throw new Error("a window opened a workspace without git");
    this.key = services.root;
    this.name = folder.name;
    this.folders = [folder];
    this.services = services;
    this.git = gitRunner;
    this.#owned = new Disposables((error) => log.error("A workspace could not be closed.", error));
    this.#changed = this.#owned.own(new vscode.EventEmitter());
    this.onDidChange = this.#changed.event;
    const { directory } = sessions;
    const ports = { fs, clock, logger: log };
    this.watching = services.watching;
    this.#owned.own({ dispose: () => void this.watching.dispose() });
    this.gitFeatures = this.#owned.own(
      new CachedGitFeatures({
        open: async () => await this.openGitFeatures(),
        trusted: () => vscode.workspace.isTrusted,
        logger: log,
        ...(gitDirectory === undefined
          ? {}
          : {
              followBranches: async (moved) => {
                const { followBranches } = await import("../../core/forks/followBranches.ts");
                return followBranches({ gitDirectory, fs, watching: this.watching, moved });
              },
            }),
        changed: () => this.#tell([]),
      }),
    );
    this.annotations = this.#owned.own(
      new CachedAnnotations({
        open: services.annotations,
        watching: this.watching,
        directory: (session) => this.snapshot().sessions.find(({ id }) => id === session)?.path,
        changed: () => this.#tell([]),
      }),
    );
    this.runs = this.#owned.own(
      new CachedRuns({
        open: async () => await this.openRuns(),
        trusted: () => vscode.workspace.isTrusted,
        fs,
        watching: this.watching,
        workflow: directory,
        changed: () => this.#tell([]),
      }),
    );
    const marker = new ActiveMarker(directory, ports);
    this.#health = this.#owned.own(
      new WorkspaceHealth({
        sessions,
        marker,
        fs,
        clock: services.clock,
        log,
        trusted: () => vscode.workspace.isTrusted,
        changed: () => this.#tell([]),
      }),
    );
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#health.lookSoon()));
    this.#owned.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${configurationSection}.${settings.userScope}`)) void this.lookAgain();
      }),
    );
    const index = new SessionIndex({
      ...ports,
      directory,
      marker,
      scanner: new SessionScanner({ ...ports, directory, scope: services.scope }),
      watching: this.watching,
      heard: () => this.#health.lookSoon(),
    });
    this.#index = new ConsistentIndex(index, {
      changed: (changed) => {
        this.#tell(changed);
        this.#health.lookSoon();
        this.gitFeatures.refreshSoon();
      },
      failed: (error) => log.error("The sessions could not be looked at again.", error),
    });
    this.#owned.own(this.#index);
  }

  get sessions(): Sessions {
    return this.services.sessions;
  }

  get ownSession(): SessionId | undefined {
    return this.services.here;
  }

  /** Says which sessions have a request that waits for a person, and which were answered. */
  setReviewed(waiting: ReadonlySet<SessionId>, answered: ReadonlyMap<SessionId, AnswerState>): void {
    if (textOf(waiting, answered) === textOf(this.waiting, this.answered)) return;
    this.waiting = waiting;
    this.answered = answered;
    this.#tell([]);
  }

  get found(): TreeRow | undefined {
    return this.#found;
  }

  /** Says what work belongs to no session. */
  setFound(row: TreeRow | undefined): void {
    if (row === undefined && this.#found === undefined) return;
    this.#found = row;
    this.#tell([]);
  }

  get arrived(): ReadonlyMap<SessionId, ArrivedWork> {
    return this.#arrived;
  }

  /** Says what came to branches without a review. */
  setArrived(arrived: ReadonlyMap<SessionId, ArrivedWork>): void {
    if (JSON.stringify([...arrived]) === JSON.stringify([...this.#arrived])) return;
    this.#arrived = arrived;
    this.#tell([]);
  }

  get pullRequests(): ReadonlyMap<SessionId, PullRequestState> {
    return this.#pullRequests;
  }

  /** Says where the pull requests of sessions stand. */
  setPullRequests(pullRequests: ReadonlyMap<SessionId, PullRequestState>): void {
    if (JSON.stringify([...pullRequests]) === JSON.stringify([...this.#pullRequests])) return;
    this.#pullRequests = pullRequests;
    this.#tell([]);
  }

  get isSwitching(): boolean {
    return this.#switches > 0;
  }

  /** The first scan; begun by the first who asks. */
  loaded(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  snapshot(): WorkspaceSnapshot {
    const { exists, active, sessions, hidden, scanError, watchError } = this.#index.snapshot();
    const { problems, temporary } = this.#health;
    return {
      loaded: this.#isLoaded,
      exists,
      active,
      sessions,
      hidden,
      problems,
      ...(temporary === undefined ? {} : { temporary }),
      ...(scanError === undefined ? {} : { scanError }),
      ...(watchError === undefined ? {} : { watchError }),
    };
  }

  /** The session meant here: the fork's own in its worktree, else the active one. */
  current(): SessionView | undefined {
    const { active, sessions } = this.snapshot();
    const id = this.ownSession ?? active.active;
    return id === undefined ? undefined : sessions.find((session) => session.id === id);
  }

  /** The session of this id as it was seen last; `not-found` when there is none. */
  find(wanted: string): SessionView {
    const id = parseSessionId(wanted);
    const session = this.snapshot().sessions.find((candidate) => candidate.id === id);
    if (session !== undefined) return session;
    throw new WorkflowError(
      "not-found",
      say`There is no session “${wanted}” in “${this.name}”.`,
      say`Look at the list again; something may have moved or removed it.`,
    );
  }

  /** Looks at the disk again; afterwards `snapshot` is as true as a listing can be. */
  async reconcile(): Promise<void> {
    await this.loaded();
    await this.#index.reconcile();
    await this.#health.look();
    this.gitFeatures.refreshSoon();
  }

  /** Looks at everything again that is shown, whoever shows it: for a person who comes back. Never fails. */
  async lookAgain(): Promise<void> {
    this.#health.lookSoon();
    this.gitFeatures.refreshSoon();
    await this.watching.reconcile();
  }

  /** After something that changed git's data: what is shown follows before it is announced. */
  async follow(): Promise<void> {
    await this.reconcile();
    await Promise.all([this.gitFeatures.refresh(), this.runs.refresh()]);
  }

  /** Checkpoints and forks with all they can do; their code is loaded at the first call. */
  async openGitFeatures(): Promise<GitFeatures> {
    const { git } = this.services;
    if (git === undefined) throw new WorkflowError("git-missing", say`There is no git.`, say`Install git.`);
    return await git();
  }

  /** Runs with all they can do; their code is loaded at the first call. */
  async openRuns(): Promise<Runs> {
    const { runs } = this.services;
    if (runs === undefined) throw new WorkflowError("git-missing", say`There is no git.`, say`Install git.`);
    return await runs();
  }

  /** Runs something that changes `.workflow`, one at a time, and lets everything shown follow before it ends. */
  async change<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await this.#queue.run(task);
    } finally {
      await this.reconcile();
    }
  }

  /** While `task` runs, a switch is shown to be in progress. */
  async switching(task: () => Promise<void>): Promise<void> {
    this.#switches += 1;
    this.#changed.fire([]);
    try {
      await task();
    } finally {
      this.#switches -= 1;
      this.#changed.fire([]);
    }
  }

  /** Changes inside this session's directory are noticed at once from now on. */
  open(session: SessionId): void {
    if (this.#open.has(session)) return;
    this.#open.add(session);
    this.#index.setOpen([...this.#open]);
  }

  close(session: SessionId): void {
    if (this.#open.delete(session)) this.#index.setOpen([...this.#open]);
    this.gitFeatures.forget(session);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #load(): Promise<void> {
    await this.#index.start();
    await this.#health.look();
    this.#isLoaded = true;
    this.watching.reconcileSlowly();
    this.#changed.fire([]);
  }

  #tell(changed: readonly SessionId[]): void {
    this.watching.hurry();
    if (this.#isLoaded) this.#changed.fire(changed);
  }
}

function textOf(...parts: readonly Iterable<unknown>[]): string {
  return JSON.stringify(parts.map((part) => [...part]));
}
