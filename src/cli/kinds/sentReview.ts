import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { asWorkflowError } from "../../core/base/errors.ts";
import { unansweredComments, undelivered } from "../../core/review/delivery/undelivered.ts";
import type { RequestView } from "../../core/review/requests/requests.ts";
import { requestsOf } from "../input/resolveSession.ts";

/** Milliseconds from one look at the comments to the next. */
const lookEvery = 1500;

/** Milliseconds that a review ends no waiting: a decision that is given with it follows at once, and both are told together. */
const settledAfter = 5000;

/**
 * Whether a person has sent a review of the session's work without a decision, which nobody was told of yet; asked again and again while a request waits. Comments that are
 * said one by one are none: the person may still be reading.
 */
export function sentReview(workspace: Workspace): (view: RequestView) => Promise<boolean> {
  const { clock } = workspace;
  let nextLook = 0;
  let since: number | undefined;
  return async (view) => {
    const now = clock.elapsed();
    if (now < nextLook) return false;
    nextLook = now + lookEvery;
    since = (await isDue(workspace, view)) ? (since ?? now) : undefined;
    return since !== undefined && now - since >= settledAfter;
  };
}

/** A look that fails finds none: the answer is still waited for. */
async function isDue(workspace: Workspace, { session }: RequestView): Promise<boolean> {
  try {
    const threads = (await (await workspace.annotations()).list(session)).filter(
      (thread) => thread.review !== undefined && unansweredComments(thread).length > 0,
    );
    if (threads.length === 0) return false;
    const views = await (await requestsOf(workspace)).list({ all: true });
    const own = views.filter((view) => view.session === session);
    return undelivered(own, threads).comments.length > 0;
  } catch (error) {
    workspace.logger.debug(`Whether a review of ${session} was sent cannot be told: ${asWorkflowError(error).message}`);
    return false;
  }
}
