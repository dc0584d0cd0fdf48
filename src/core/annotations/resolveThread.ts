import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { Annotations, Thread } from "./annotation.ts";
import { isAnnotationId, mayMean } from "./annotationId.ts";

/**
 * The thread somebody means by an id of one of its notes, or by as much of one as is unlike all others (annotationId.ts).
 * Throws `not-found`, and `conflict` when several are meant.
 */
export async function resolveThread(annotations: Annotations, typed: string): Promise<Thread> {
  if (isAnnotationId(typed)) return await annotations.get(typed);
  const threads = await annotations.list();
  const meant = threads.filter(({ notes }) => notes.some(({ id }) => mayMean(typed, id)));
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
