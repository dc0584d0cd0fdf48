import type { ActiveState, Problem, SessionView } from "../../core/sessions/model/session.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import type { AnnotationsSource } from "./annotationsSource.ts";
import type { VersionsSource } from "./versionsSource.ts";

/** What is known of one `.workflow` at one moment. */
export interface PlaceSnapshot {
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
  readonly scanError?: string;
  /** Why changes from outside are not noticed by themselves at the moment. */
  readonly watchError?: string;
}

/** One `.workflow` as the tree, the status bar and the commands see it. */
export interface PlaceSource {
  /** Stable and unique among the places of a window. */
  readonly key: string;
  /** What a person calls it: the workspace folder's name. */
  readonly name: string;
  /** The fork whose worktree this window's folder is: the session meant here, whatever the marker says. */
  readonly ownSession: SessionId | undefined;
  readonly sessions: Sessions;
  readonly versions: VersionsSource;
  readonly annotations: AnnotationsSource;
  /** Sessions with a request that waits for a person. */
  readonly waiting: ReadonlySet<SessionId>;
  snapshot(): PlaceSnapshot;
}
