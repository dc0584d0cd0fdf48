import { WorkflowError } from "../errors.ts";
import { isObjectId } from "../git/objectId.ts";
import { isRefName } from "../git/refName.ts";
import { parseSessionId } from "../sessions/sessionId.ts";
import { findLandingPlace } from "./actions/landingPlace.ts";
import { moveBack } from "./actions/moveBranch.ts";
import { auditEntry, lookAtRequest, quietly, type GateDesk } from "./gateDesk.ts";
import type { RequestId } from "./request.ts";

/** Takes an executed merge or commit back: the branch by compare-and-swap, with the files where it is checked out. Throws `conflict`. */
export async function undoAction(
  desk: GateDesk,
  id: RequestId,
  reviewer: string,
  signal?: AbortSignal,
): Promise<{ readonly message: string }> {
  const { view } = await lookAtRequest(desk, id);
  const { decision, receipt, session } = view;
  if (decision === null || receipt?.outcome !== "executed") {
    throw new WorkflowError(
      "refused",
      `${id} was not executed, so there is nothing to take back.`,
      "Look at its receipt.",
    );
  }
  const { ref, from, to, safety, safety_session } = receipt;
  if (receipt.kind === "teardown" || ref === null || from === null || to === null) {
    throw new WorkflowError(
      "refused",
      "A removed fork does not come back by itself.",
      "Its commits and its last checkpoint are kept: start a fork from that checkpoint.",
    );
  }
  if (!isRefName(ref) || !isObjectId(from) || !isObjectId(to)) {
    throw new WorkflowError("refused", `The receipt of ${id} does not say what moved.`, "Take it back by hand.");
  }
  const context = await desk.context(signal);
  const place = await findLandingPlace(context, session, ref, signal);
  if (place.obstacles.length > 0) {
    throw new WorkflowError("conflict", `${place.obstacles.join(" ")} Nothing was changed.`, "Then try again.");
  }
  const kept = parseSessionId(safety_session ?? "");
  const checkpoint = safety === null || kept === undefined ? null : { session: kept, n: safety };
  const message = await moveBack(context, { ref, from, to }, checkpoint, place.session, signal);
  const { commonDir } = context.repository.place;
  const repository = (await context.fs.realPath(commonDir)) ?? commonDir;
  await quietly(desk, `The audit log does not know that ${id} was taken back`, async () =>
    desk.audit.append(auditEntry({ ...decision, reviewer }, repository, "undone", message)),
  );
  return { message };
}
