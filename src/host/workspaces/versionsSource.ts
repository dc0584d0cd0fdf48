import type { Checkpoint } from "../../core/checkpoints/model/checkpoint.ts";
import type { ForkView } from "../../core/forks/model/fork.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/** What git knows of one place's sessions, as rows are made of it. Nothing is read for sessions that nobody unfolds. */
export interface VersionsSource {
  /** Newest first; `undefined`: there is no git to ask, or it has not answered yet (then the rows are made again when it has). */
  checkpoints(session: SessionId): Promise<readonly Checkpoint[] | undefined>;
  /** Forks that are not finished, by session; `undefined` as above. */
  forks(): Promise<ReadonlyMap<string, ForkView> | undefined>;
  /** Bytes on disk that only the session's checkpoints hold, measured now; `undefined` as above. */
  size(session: SessionId): Promise<number | undefined>;
  /** Grows when something of this session was read anew and is different. */
  revision(session: SessionId): number;
}
