import { sep } from "node:path";
import type { CheckpointSettings } from "../../core/checkpoints/checkpointOptions.ts";
import { checkpointHooks, type AutomaticCheckpoints } from "../../core/checkpoints/sessionHooks.ts";
import type { Annotations } from "../../core/annotations/annotation.ts";
import type { SessionTexts } from "../../core/annotations/sessionTexts.ts";
import type { Clock, FileSystem, Git, Logger, Random } from "../../core/base/ports.ts";
import type { RepositoryAround } from "../../core/sessions/initWorkflow.ts";
import { SessionService } from "../../core/sessions/sessionService.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import type { Requests } from "../../core/review/requests/requests.ts";
import { lazily } from "../../core/base/lazily.ts";
import { unfinishedOperations } from "../../core/recovery/unfinished.ts";
import { findWorkspaceRoot } from "../../core/worktrees/workspaceRoot.ts";
import { NodeFileSystem } from "../nodeFileSystem.ts";
import type { GitFeatures } from "./openGitFeatures.ts";
import { SystemClock } from "../systemClock.ts";
import { SystemRandom } from "../systemRandom.ts";

export interface OpenWorkspaceOptions {
  readonly logger: Logger;
  /** The start directory itself is the root, unless it is inside a linked worktree; default: its nearest ancestor with `.workflow` or `.git`. */
  readonly exact?: boolean;
  /** Where git may be started (not in Restricted Mode); without it nothing here starts a process. */
  readonly git?: Git;
  /** How operations on sessions take checkpoints by themselves, when there is git. */
  readonly automaticCheckpoints?: AutomaticCheckpoints;
  /** Asked at every checkpoint, so that a getter follows the person's settings. */
  readonly checkpointSettings?: CheckpointSettings;
  /** How old a request may become, asked at every look; default: no limit. */
  readonly maxAgeMinutes?: () => number;
}

/** One workspace with everything its operations need, as `wfs` and the extension use it. */
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
  readonly sessions: Sessions;
  /** Works without git; loaded when first asked for. */
  readonly annotations: () => Promise<Annotations>;
  /** The files annotations are about; loaded when first asked for. */
  readonly sessionTexts: () => Promise<SessionTexts>;
  /** Checkpoints and forks, with `git` only. Loaded when first asked for: most runs and most windows never do. */
  readonly git?: () => Promise<GitFeatures>;
  /** Requests for a review, with `git` only. Nothing here decides or executes one. */
  readonly requests?: () => Promise<Requests>;
}

/** Opens the workspace a directory belongs to (workspaceRoot.ts). Reads files only; makes nothing. */
export async function openWorkspace(startDirectory: string, options: OpenWorkspaceOptions): Promise<Workspace> {
  const { logger, git, automaticCheckpoints, checkpointSettings, maxAgeMinutes, exact = false } = options;
  const random = new SystemRandom();
  const fs = new NodeFileSystem(random);
  const clock = new SystemClock();
  const start = sep === "\\" ? startDirectory.replaceAll(sep, "/") : startDirectory;
  const { root, here, gitDirectory } = await findWorkspaceRoot(fs, start, { exact, logger });
  const base = { root, ...(here === undefined ? {} : { here }), fs, clock, random, logger };
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
  const sessions: Sessions = new SessionService({
    ...base,
    ...(gitDirectory === undefined ? {} : { repository: repositoryAround(gitDirectory, git) }),
    hooks,
    ...(gitFeatures === undefined ? {} : { unfinished: unfinishedOperations({ root, fs, gitFeatures, ...around }) }),
  });
  const notes = lazily(async () =>
    (await import("./openAnnotations.ts")).openAnnotations({
      ...base,
      sessions,
      ...(git === undefined ? {} : { git }),
    }),
  );
  const annotations = async (): Promise<Annotations> => (await notes()).annotations;
  const sessionTexts = async (): Promise<SessionTexts> => (await notes()).texts;
  const canonical = (await fs.realPath(start)) ?? start;
  const workspace = { ...base, ...around, start: canonical, sessions, annotations, sessionTexts };
  if (git === undefined || gitFeatures === undefined) return workspace;
  const limit = maxAgeMinutes === undefined ? {} : { maxAgeMinutes };
  const requests = lazily(async () =>
    (await import("./openRequests.ts")).openRequests({ ...base, git, sessions, gitFeatures, ...limit }),
  );
  return { ...workspace, git: gitFeatures, requests: requests };
}

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
