import { readRefs, updateRefs } from "../../../git/refs/refs.ts";
import { trackingRef } from "../../../git/remote/remoteName.ts";
import { isGitError } from "../../../git/repository/gitError.ts";
import type { ActionContext } from "../common/actionKind.ts";
import type { PublishDocument } from "./publishDocument.ts";

/**
 * Notes in the repository where the remote's branch stands now, in its remote-tracking ref, as git does after a push of its own: by that every door tells
 * that this was published. Where it cannot be noted, the next fetch does it.
 */
export async function notePublished(
  { repository, logger }: Pick<ActionContext, "repository" | "logger">,
  { remote, target, source }: Pick<PublishDocument, "remote" | "target" | "source">,
): Promise<void> {
  const ref = trackingRef(remote, target.ref);
  try {
    const from = (await readRefs(repository, [ref])).get(ref);
    if (from === source.commit) return;
    // Not git's own words, by which work that somebody has pushed around the gate is known (core/forks/findArrivals.ts).
    await updateRefs(repository, [{ ref, from, to: source.commit }], { reflog: "workflow: published" });
  } catch (error) {
    if (!isGitError(error)) throw error;
    logger.warn(`${ref} could not be noted: ${error.message}`);
  }
}
