import type { Workspace } from "../../adapters/open/openWorkspace.ts";
import { asWorkflowError } from "../../core/base/errors.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { plural } from "../../core/base/plural.ts";
import type { ProposedMerge } from "../../core/forks/proposedMerge.ts";
import type { RequestView } from "../../core/review/requests/requests.ts";
import { gitFeaturesOf } from "../input/resolveSession.ts";

/** What is good to know of a merge that can still be granted, besides the request itself; `undefined`: it is none, or nobody can tell. */
export async function besideRequest(
  workspace: Workspace,
  { request, session, state }: RequestView,
): Promise<ProposedMerge | undefined> {
  if (request?.kind !== "merge" || (state !== "waiting" && state !== "stale")) return undefined;
  try {
    return await (await gitFeaturesOf(workspace)).forks.proposedMerge(session, request.into);
  } catch (error) {
    // The request stands whatever this look gives.
    const { message, hint } = asWorkflowError(error);
    workspace.logger.warn(`What is beside ${session} cannot be looked at: ${message} ${hint}`);
    return undefined;
  }
}

/** The same as lines for people. */
export function besideLines({ uncommitted, obstacles }: ProposedMerge): readonly string[] {
  const count = uncommitted?.count ?? 0;
  const named = (uncommitted?.paths ?? []).map(visibleText).join(", ");
  const rest = count > (uncommitted?.paths.length ?? 0) ? ", …" : "";
  const left = `${plural(count, "path")} in the fork's worktree ${count === 1 ? "is" : "are"} not committed, and no part of the request: ${named}${rest}`;
  const elsewhere = uncommitted?.elsewhere ?? null;
  const apart =
    elsewhere === null
      ? []
      : [
          `The fork's worktree is on ${elsewhere.branch === null ? "no branch" : visibleText(elsewhere.branch)}: ${plural(elsewhere.commits, "commit")} there ${elsewhere.commits === 1 ? "is" : "are"} no part of the request. Bring them to the fork's branch, then ask again.`,
        ];
  const way = obstacles.flatMap(({ text, help }) => [
    `In the way now: ${visibleText(String(text))}`,
    ...(help === null ? [] : [visibleText(String(help))]),
  ]);
  return [...(count === 0 ? [] : [left]), ...apart, ...way];
}
