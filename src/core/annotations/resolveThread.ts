import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Annotations, Thread } from "./annotation.ts";
import { isAnnotationId, mayMean } from "./annotationId.ts";

/**
 * The thread somebody means by an id of one of its notes, or by as much of one as is unlike all others (annotationId.ts).
 * @param session of which it has to be, if that is known
 * Throws `not-found`, and `conflict` when several are meant.
 */
export async function resolveThread(annotations: Annotations, typed: string, session?: SessionId): Promise<Thread> {
  const found = isAnnotationId(typed)
    ? [await annotations.get(typed)]
    : (await annotations.list()).filter(({ notes }) => notes.some(({ id }) => mayMean(typed, id)));
  const meant = found.filter(({ subject }) => session === undefined || subject.session === session);
  const [only, another] = meant;
  if (only === undefined) {
    throw new WorkflowError(
      "not-found",
      say`There is no comment “${typed.slice(0, 100)}”.`,
      say`List the comments (wfs annotate list) to see their ids; four characters of one are enough.`,
    );
  }
  if (another !== undefined) {
    throw new WorkflowError(
      "conflict",
      say`“${typed}” may mean ${meant.length} comments.`,
      say`Give more characters of the id.`,
    );
  }
  return only;
}
