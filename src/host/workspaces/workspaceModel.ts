import type { Thread } from "../../core/annotations/annotation.ts";
import type { AnswerState } from "../wording/answerState.ts";
import type { Text } from "../../core/base/text.ts";
import type { Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import type { ForkView } from "../../core/forks/model/fork.ts";
import type { ActiveState, Problem, SessionView } from "../../core/sessions/model/session.ts";
import type { ArrivedWork } from "../rows/forkRow.ts";
import type { PullRequestState } from "../../core/review/kinds/publish/pullRequestState.ts";
import type { RunView } from "../../core/runs/viewRun.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { TreeRow } from "../rows/treeRow.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";

/** What is known of one `.workflow` at one moment. */
export interface WorkspaceSnapshot {
  /** False until the first scan ended. */
  readonly loaded: boolean;
  /** Whether `.workflow` exists. */
  readonly exists: boolean;
  readonly active: ActiveState;
  readonly sessions: readonly SessionView[];
  /** How many more sessions there are than are shown. */
  readonly hidden: number;
  /** Those that no session's row shows already. */
  readonly problems: readonly Problem[];
  readonly temporary?: SessionView;
  /** Why `.workflow` could not be read; what is shown is the last that could. */
  readonly scanError?: Text;
  /** Why changes from outside are not noticed by themselves at the moment. */
  readonly watchError?: Text;
}

/** What git knows of one workspace's sessions, as rows are made of it. Nothing is read for sessions that nobody unfolds. */
export interface GitFeaturesModel {
  /** Newest first; `undefined`: there is no git to ask, or it has not answered yet (then the rows are made again when it has). */
  checkpoints(session: SessionId): Promise<readonly Checkpoint[] | undefined>;
  /** Forks that are not finished, by session; `undefined` as above. */
  forks(): Promise<ReadonlyMap<string, ForkView> | undefined>;
  /** Bytes on disk that only the session's checkpoints hold, measured now; `undefined` as above. */
  size(session: SessionId): Promise<number | undefined>;
  /** Grows when something of this session was read anew and is different. */
  revision(session: SessionId): number;
}

/** Annotations of one workspace's sessions, as rows and comment threads are made of them. Nothing is read for sessions nobody asks about. */
export interface AnnotationsModel {
  /** Oldest first. From now on they are followed. `undefined`: not read yet; those who listen to the workspace hear when they are. */
  threads(session: SessionId): Promise<readonly Thread[] | undefined>;
  /** Grows when the annotations of this session were read anew and are different. */
  revision(session: SessionId): number;
}

/** Runs of one workspace's sessions, as rows are made of them. Nothing is read before somebody asks. */
export interface RunsModel {
  /** Those that are not over, by the session they work in. From now on they are followed. `undefined`: not read yet, or nothing can be read (Restricted Mode). */
  bySession(): Promise<ReadonlyMap<SessionId, readonly RunView[]> | undefined>;
  /** Grows when they were read anew and are different. */
  readonly revision: number;
}

/** One `.workflow` as the tree, the status bar and the commands see it. */
export interface WorkspaceModel {
  /** Stable and unique among the workspaces of a window. */
  readonly key: string;
  /** What a person calls it: the workspace folder's name. */
  readonly name: string;
  /** The fork whose worktree this window's folder is: the session meant here, whatever the marker says. */
  readonly ownSession: SessionId | undefined;
  readonly sessions: Sessions;
  readonly gitFeatures: GitFeaturesModel;
  readonly annotations: AnnotationsModel;
  readonly runs: RunsModel;
  /** Sessions with a request that waits for a person. */
  readonly waiting: ReadonlySet<SessionId>;
  /** The row of work that belongs to no session; absent: nothing was found, or nobody has looked yet. */
  readonly found?: TreeRow | undefined;
  /** What came to branches without a review and was not dismissed, by the session whose work it is. */
  readonly arrived: ReadonlyMap<SessionId, ArrivedWork>;
  /** Sessions whose newest request was declined, and whether the answer has gone to whoever asked. */
  readonly answered: ReadonlyMap<SessionId, AnswerState>;
  /** Where the pull requests of published sessions stand, as far as somebody has looked. */
  readonly pullRequests: ReadonlyMap<SessionId, PullRequestState>;
  snapshot(): WorkspaceSnapshot;
}
