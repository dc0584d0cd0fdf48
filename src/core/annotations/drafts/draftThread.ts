import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { Thread } from "../annotation.ts";
import type { NoteFile } from "../annotationSchema.ts";
import { buildThread } from "../threads.ts";

/** A draft as the thread it will begin; what lies among the person's own drafts is theirs. */
export function draftThread(session: SessionId, note: NoteFile): Thread {
  return buildThread(session, [note], new Map([[note.id, "person"]]));
}
