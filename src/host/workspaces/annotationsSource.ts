import type { Thread } from "../../core/annotations/annotation.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/** Annotations of one place's sessions, as rows and comment threads are made of them. Nothing is read for sessions nobody asks about. */
export interface AnnotationsSource {
  /** Oldest first. From now on they are followed. `undefined`: not read yet; those who listen to the place hear when they are. */
  threads(session: SessionId): Promise<readonly Thread[] | undefined>;
  /** Grows when the annotations of this session were read anew and are different. */
  revision(session: SessionId): number;
}
