import { sep } from "node:path";
import type { CheckpointSettings } from "../../core/checkpoints/checkpointOptions.ts";
import { keptOutside } from "../../core/checkpoints/keptOutside.ts";
import { checkpointHooks, type AutomaticCheckpoints } from "../../core/checkpoints/sessionHooks.ts";
import type { Annotations } from "../../core/annotations/annotation.ts";
import type { NoteWriter } from "../../core/annotations/annotationSchema.ts";
import type { SessionTexts } from "../../core/annotations/sessionTexts.ts";
import type { AuditHead } from "../../core/audit/auditHead.ts";
import type { AuditTrail } from "../../core/audit/auditTrail.ts";
import type { ContextParts, SessionInContext } from "../../core/context/contextOfSession.ts";
import type { Clock, FileSystem, Git, Logger, Random, Signer } from "../../core/base/ports.ts";
import type { Checkpoints } from "../../core/checkpoints/checkpoints.ts";
import type { DeletionContext } from "../../core/deletion/deleteSession.ts";
import type { Forks } from "../../core/forks/forks.ts";
import type { ForkSetup } from "../../core/forks/openFork.ts";
import type { Found } from "../../core/found/found.ts";
import type { RepositoryAround } from "../../core/sessions/initWorkflow.ts";
import type { EventSource } from "../../core/events/readEvents.ts";
import type { EventSink } from "../../core/events/model/event.ts";
import type { Trace, TraceAsked } from "../../core/events/trace/traces.ts";
import { joinPath } from "../../core/files/paths.ts";
import { pinnedName, type PinnedTo } from "../../core/sessions/pinnedSession.ts";
import { workflowName } from "../../core/sessions/sessionContext.ts";
import type { InsideRun } from "../../core/runs/model/runContext.ts";
import { SessionService } from "../../core/sessions/sessionService.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Lost } from "../../core/sessions/model/lostSession.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import type { Watching } from "../../core/watching/watching.ts";
import type { Requests } from "../../core/review/requests/requests.ts";
import type { Runs } from "../../core/runs/runs.ts";
import { lazily } from "../../core/base/lazily.ts";
import { Recovery } from "../../core/recovery/recovery.ts";
import type { Pending } from "../../core/recovery/writeAheadLog.ts";
import { mayBeLost } from "../../core/worktrees/mayBeLost.ts";
import { findWorkspaceRoot } from "../../core/worktrees/workspaceRoot.ts";
import { lazyWatching } from "./lazyWatching.ts";
import { lazyGit } from "../lazyGit.ts";
import type { Program } from "../runProgram.ts";
import { NodeFileSystem } from "../nodeFileSystem.ts";
import { personsScope } from "../personsScope.ts";
import { SystemClock } from "../systemClock.ts";
import { SystemRandom } from "../systemRandom.ts";

export interface OpenWorkspaceOptions {
  readonly logger: Logger;
  /** The start directory itself is the root, unless it is inside a linked worktree; default: its nearest ancestor with `.workflow` or `.git`. */
  readonly exact?: boolean;
  /**
   * Where git may be started: makes of the person's git the one that everything here runs, for example one that asks first whether the folder is
   * trusted. Without it nothing here starts a process.
   */
  readonly git?: (persons: Git) => Git;
  /** How operations on sessions take checkpoints by themselves, when there is git. */
  readonly automaticCheckpoints?: AutomaticCheckpoints;
  /** Asked at every checkpoint, so that a getter follows the person's settings. */
  readonly checkpointSettings?: CheckpointSettings;
  /** What the environment says of the session it was made for; said by `wfs` alone, because a window's environment is whatever started it. */
  readonly pinnedTo?: PinnedTo;
  /** The run whose program this process is, as its environment says; said by `wfs` alone. */
  readonly inside?: InsideRun;
  /** Signs what a person says in comments; a window's alone. */
  readonly signer?: () => Promise<Signer>;
  /** Who does what is done here, as events name it; default: `person`. */
  readonly actor?: string;
  /** The scope of the caller as they have named it (core/sessions/model/userScope.ts), asked at every look; default: that of the account. */
  readonly scope?: () => string | undefined;
  /** How old a request may become, asked at every look; default: no limit. */
  readonly maxAgeMinutes?: () => number;
}

/** What a workspace has in addition to sessions when git may be started; each operation says what is missing where there is no repository. */
export interface GitFeatures {
  readonly checkpoints: Checkpoints;
  readonly forks: Forks;
  /** What brings a new worktree of a fork to completion: a command of the person's own settings or command line, never of the repository's. */
  readonly setup: (command: string) => ForkSetup;
}

/**
 * One workspace with everything a door may have of it: doors put nothing together themselves. What decides and executes is apart (openGate.ts).
 * Most of it is a file of its own in this folder that is loaded when it is first asked for.
 */
export interface Workspace {
  readonly root: string;
  /** The directory it was opened from, which typed paths are counted from; canonical. */
  readonly start: string;
  /** The fork whose worktree the start directory is in. */
  readonly here?: SessionId;
  /** The git directory all worktrees share; absent outside of a repository. */
  readonly gitDirectory?: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Where operations say what they have done (docs/events.md); nothing is read or written before the first. */
  readonly events: EventSink;
  /** What a session or a run has done, as spans of its events (docs/traces.md). */
  readonly trace: (asked: TraceAsked) => Promise<Trace>;
  /** Where events are read: none of sessions of another scope. */
  readonly eventSource: EventSource;
  /** The scope of whoever opened it: notes of sessions of another one are withheld. */
  readonly scope: () => string;
  /** How changes from outside are noticed; nothing is loaded before somebody follows something. Whoever uses it disposes of it. */
  readonly watching: Watching;
  readonly sessions: Sessions;
  /** What killed processes left. */
  readonly recovery: Recovery;
  /** Grants that were begun and whose window is gone; only a trusted window can finish them. */
  readonly pendingGrants: () => Promise<readonly Pending[]>;
  /** What whoever takes a session up needs to know; loaded when first asked for. */
  readonly context: (id: SessionId) => Promise<SessionInContext>;
  /** Runs a program that whoever runs us asked for, and answers its exit code. */
  readonly runProgram: (program: Program) => Promise<number>;
  /**
   * Absolute path of a program, by its name on the search path or by its own absolute path, never one inside of the workspace or of `directories`; `undefined`: there is
   * none.
   */
  readonly findProgram: (program: string, directories?: readonly string[]) => Promise<string | undefined>;
  /** What deleting a session needs (core/deletion/deleteSession.ts). */
  readonly deletion: DeletionContext;
  /** Works without git; loaded when first asked for. */
  readonly annotations: () => Promise<Annotations & NoteWriter>;
  /** The files annotations are about; loaded when first asked for. */
  readonly sessionTexts: () => Promise<SessionTexts>;
  /** Checkpoints and forks, with `git` only. Loaded when first asked for: most runs and most windows never do. */
  readonly git?: () => Promise<GitFeatures>;
  /** The git that all of it runs, with `git` only: one object, so that writes to the repository go one at a time. */
  readonly gitRunner?: Git;
  /** Work in progress that is no session's, with `git` only, also where there is no `.workflow`. Loaded when first asked for; writes nothing. */
  readonly found?: () => Promise<Found>;
  /** Requests for a review, with `git` only. Nothing here decides or executes one. */
  readonly requests?: () => Promise<Requests>;
  /** Tasks in bounded worktrees, with `git` only. Loaded when first asked for. */
  readonly runs?: () => Promise<Runs>;
}

/** Opens the workspace a directory belongs to (workspaceRoot.ts). Reads files only; makes nothing. */
export async function openWorkspace(startDirectory: string, options: OpenWorkspaceOptions): Promise<Workspace> {
  const { logger, automaticCheckpoints, checkpointSettings, maxAgeMinutes, pinnedTo, signer, exact = false } = options;
  const random = new SystemRandom();
  const fs = new NodeFileSystem(random);
  const clock = new SystemClock();
  const start = sep === "\\" ? startDirectory.replaceAll(sep, "/") : startDirectory;
  const { root, here, gitDirectory } = await findWorkspaceRoot(fs, start, { exact, logger });
  const git = options.git?.(lazyGit({ workspace: root, start, logger }));
  const workflow = joinPath(root, workflowName);
  const log = lazily(async () =>
    (await import("./openEvents.ts")).openEvents({ workflow, actor: options.actor, fs, clock, logger }),
  );
  const events: EventSink = { note: async (...event) => (await log()).note(...event) };
  const scope = (): string => options.scope?.() ?? personsScope();
  const base = { root, ...(here === undefined ? {} : { here }), fs, clock, random, logger, events, scope };
  const around = gitDirectory === undefined ? {} : { gitDirectory };
  const settings = checkpointSettings === undefined ? {} : { settings: checkpointSettings };
  const gitFeatures =
    git === undefined
      ? undefined
      : lazily(async () =>
          (await import("./openGitFeatures.ts")).openGitFeatures({ ...base, git, sessions, ...settings }),
        );
  const hooks =
    gitFeatures === undefined || gitDirectory === undefined ? {} : checkpointHooks(gitFeatures, automaticCheckpoints);
  const outside =
    gitFeatures === undefined || gitDirectory === undefined
      ? {}
      : { outside: keptOutside({ fs, gitDirectory, versions: gitFeatures }) };
  const stands = {
    ...around,
    directory: workflow,
    fs,
    clock,
    meant: async () => sessions.mayBeMeant(),
  };
  const recovery = new Recovery({
    ...stands,
    settle: async () => sessions.settleTemporary(),
    async logs(locked) {
      const { WorkspaceLogs } = await import("../../core/recovery/workspaceLogs.ts");
      const git = gitFeatures === undefined ? {} : { gitFeatures };
      return new WorkspaceLogs({ ...stands, logger, sessions, locked, ...git });
    },
  });
  const lost: Lost = {
    async find() {
      if (git === undefined || gitDirectory === undefined) return [];
      if (!(await mayBeLost(fs, gitDirectory, stands.directory))) return [];
      const { openLost } = await import("./openLost.ts");
      return openLost({ ...base, workflow: stands.directory, gitDirectory, git });
    },
    async originOf(id) {
      if (gitFeatures === undefined || gitDirectory === undefined) return undefined;
      return (await gitFeatures()).forks.originOf(id);
    },
  };
  const pinned = pinnedTo && (await pinnedName(fs, stands.directory, pinnedTo));
  const sessions: Sessions = new SessionService({
    ...base,
    ...(pinned === undefined ? {} : { pinned }),
    ...(gitDirectory === undefined ? {} : { repository: repositoryAround(gitDirectory, git) }),
    hooks,
    ...outside,
    ...(gitFeatures === undefined ? {} : { unfinished: recovery, lost }),
  });
  const notes = lazily(async () =>
    (await import("./openAnnotations.ts")).openAnnotations({
      ...base,
      sessions,
      ...(git === undefined ? {} : { git }),
      ...(signer === undefined ? {} : { signer }),
    }),
  );
  const annotations = async (): Promise<Annotations & NoteWriter> => (await notes()).annotations;
  const sessionTexts = async (): Promise<SessionTexts> => (await notes()).texts;
  const canonical = (await fs.realPath(start)) ?? start;
  const watching = lazyWatching({ fs, clock, logger, name: sessions.directory });
  const pendingGrants = async (): Promise<readonly Pending[]> => {
    const { hasClaims } = await import("../reviewerDirectory.ts");
    return (await hasClaims(fs))
      ? await (await import("./openClaims.ts")).openClaims({ root, fs, clock }).pending()
      : [];
  };
  const contextParts = { ...base, ...around, sessions, annotations };
  const eventSource: EventSource = {
    fs,
    workflow,
    own: async (found) =>
      (await import("../../core/sessions/scope/ownEvents.ts")).ownEvents({ ...base, sessions }, found),
  };
  const workspace = {
    ...base,
    eventSource,
    ...around,
    start: canonical,
    watching,
    sessions,
    recovery,
    pendingGrants,
    annotations,
    sessionTexts,
    context: contextIn(contextParts),
    trace: async (asked: TraceAsked) =>
      (await import("./openTraces.ts")).openTraces({ ...base, eventSource, sessions }).of(asked),
    runProgram: async (program: Program) => (await import("../runProgram.ts")).runProgram(program),
    findProgram: async (program: string, directories: readonly string[] = []) =>
      (await import("../personsPrograms.ts")).programFor(program, [root, canonical, ...directories]),
  };
  if (git === undefined || gitFeatures === undefined) return { ...workspace, deletion: { sessions, annotations } };
  const limit = maxAgeMinutes === undefined ? {} : { maxAgeMinutes };
  const requests = lazily(async () =>
    (await import("./openRequests.ts")).openRequests({ ...base, git, sessions, gitFeatures, ...limit }),
  );
  const found = lazily(async () => new (await import("../../core/found/found.ts")).Found({ ...base, git }));
  const repository = async (): Promise<GitFeatures & { readonly requests: Requests }> => ({
    ...(await gitFeatures()),
    requests: await requests(),
  });
  const inside = options.inside === undefined ? {} : { inside: options.inside };
  const runs = lazily(async () => {
    const [{ openRuns }, features] = await Promise.all([import("./openRuns.ts"), gitFeatures()]);
    return openRuns({ ...base, ...around, ...features, git, eventSource, sessions, requests, ...inside });
  });
  const deletion = { sessions, annotations, ...(gitDirectory === undefined ? {} : { repository }) };
  return {
    ...workspace,
    deletion,
    git: gitFeatures,
    gitRunner: git,
    found,
    requests,
    runs,
    context: contextIn({ ...contextParts, requests }),
  };
}

/**
 * The audit log of this person on this machine, whichever workspace is open, for reading and verifying only.
 * @param heads further places that remember how far it reaches
 */
export async function openAudit(heads: readonly AuditHead[] = []): Promise<AuditTrail> {
  const { openAuditTrail } = await import("./openAuditTrail.ts");
  return openAuditTrail(new NodeFileSystem(new SystemRandom()), new SystemClock(), heads);
}

const contextIn =
  (parts: ContextParts) =>
  async (id: SessionId): Promise<SessionInContext> =>
    (await import("../../core/context/contextOfSession.ts")).contextOfSession(parts, id);

function repositoryAround(gitDirectory: string, git: Git | undefined): RepositoryAround {
  if (git === undefined) return { gitDirectory };
  return {
    gitDirectory,
    async tracks(directory) {
      const { isTracked } = await import("./openGitFeatures.ts");
      return isTracked(git, directory);
    },
  };
}
