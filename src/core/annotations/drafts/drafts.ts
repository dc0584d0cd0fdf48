import type { GivenText, WithRedacted } from "../../redaction/givenText.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { NewThread, ReviewMark } from "../annotation.ts";
import type { NoteFile } from "../annotationSchema.ts";

/** What was sent. */
export interface SentReview {
  readonly review: ReviewMark;
  /** Comments that were written. */
  readonly sent: number;
}

/**
 * Comments of one person on one workspace that are not sent yet: one file each, outside of the workspace, so that nobody who works in it reads them before
 * they are. Every failure is a `WorkflowError`.
 */
export interface Drafts {
  /** Those on a session, the oldest first. */
  list(session: SessionId): Promise<readonly NoteFile[]>;
  add(thread: NewThread): Promise<WithRedacted<NoteFile>>;
  /** Throws `not-found`, and `conflict` for one that is being sent. */
  edit(
    session: SessionId,
    id: string,
    changed: Pick<NewThread, "body" | "suggestion">,
  ): Promise<WithRedacted<NoteFile>>;
  /** Removes those with these ids; what is gone already is no failure. */
  discard(session: SessionId, ids: readonly string[]): Promise<void>;
  /** Sends all of a session as one review, after whatever was begun to be sent. Throws `refused` where there is none. */
  send(session: SessionId, summary: GivenText | undefined): Promise<WithRedacted<SentReview>>;
  /** Completes what a killed window has begun to send; the number of comments it wrote. */
  resume(session: SessionId): Promise<number>;
}
