import { WorkflowError } from "../../../base/errors.ts";
import { say, type Text } from "../../../base/text.ts";
import { isObjectId } from "../../../git/repository/objectId.ts";
import { isRefName } from "../../../git/repository/refName.ts";
import { parseSessionId, type SessionId } from "../../../sessions/model/sessionId.ts";
import type { Receipt } from "../../../gate/receipt.ts";
import type { ActionContext } from "./actionKind.ts";
import { requireCheckoutTarget } from "../../../forks/worktree/findCheckoutTarget.ts";
import { moveBack } from "./moveBranch.ts";

/**
 * Takes a move of a branch back, as its receipt says it: the branch by compare-and-swap, with the files where it is checked out. Throws `conflict`
 * where it has moved since or its working tree is in the way, `refused` for a receipt that does not say what moved.
 */
export async function undoMove(
  context: ActionContext,
  { request, ref, from, to, safety, safety_session }: Receipt,
  session: SessionId,
  signal?: AbortSignal,
): Promise<Text> {
  if (ref === null || from === null || to === null || !isRefName(ref) || !isObjectId(from) || !isObjectId(to)) {
    throw new WorkflowError(
      "refused",
      say`The receipt of ${request} does not say what moved.`,
      say`Take it back by hand.`,
    );
  }
  const owner = await requireCheckoutTarget(context, session, ref, signal);
  const kept = parseSessionId(safety_session ?? "");
  const checkpoint = safety === null || kept === undefined ? null : { session: kept, n: safety };
  return moveBack(context, { ref, from, to }, checkpoint, owner, signal);
}
