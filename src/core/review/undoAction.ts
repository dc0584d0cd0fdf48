import { undoneType } from "../gate/undone.ts";
import { WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import { actionKind } from "./kinds/actionKinds.ts";
import { auditEntry, lookAtRequest, logFailure, type GateServices, type LookedAt } from "./gateServices.ts";
import type { Receipt } from "../gate/receipt.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import { signDocument } from "../gate/signature.ts";

/**
 * Takes an executed action back, as its kind does. Throws `conflict`, also the second time, and `refused` where nothing was granted in this very
 * workspace, whatever its files say, or where the kind does not come back.
 */
export async function undoAction(
  services: GateServices,
  id: RequestId,
  reviewer: string,
  signal?: AbortSignal,
): Promise<{ readonly message: Text }> {
  const looked = await lookAtRequest(services, id);
  const receipt = await executedHere(services, looked);
  await services.signer.key(); // What cannot be put on record is not done.
  const context = await services.context(signal);
  const message = await actionKind(context, receipt.kind).undo(receipt, looked.view.session, signal);
  await markUndone(services, looked, receipt, reviewer, message);
  const { commonDir } = context.repository.paths;
  const repository = (await context.fs.realPath(commonDir)) ?? commonDir;
  await logFailure(services, `The audit log does not know that ${id} was taken back`, async () =>
    services.audit.append(auditEntry({ ...receipt, reviewer }, repository, "undone", String(message))),
  );
  return { message };
}

/** The receipt of an action that was claimed and executed in this workspace and stands. */
async function executedHere(services: GateServices, { view }: LookedAt): Promise<Receipt> {
  const { id, receipt, undone } = view;
  if (receipt?.outcome !== "executed") {
    throw new WorkflowError(
      "refused",
      say`${id} was not executed, so there is nothing to take back.`,
      say`Look at its receipt.`,
    );
  }
  if (undone !== undefined) {
    throw new WorkflowError(
      "conflict",
      say`${id} was taken back already. ${undone.message}`,
      say`Ask for it again to have it back.`,
    );
  }
  const claim = await services.claims.read(id, await services.keys.keys());
  if (claim?.root === services.root && claim.decision.fingerprint === receipt.fingerprint) return receipt;
  throw new WorkflowError(
    "refused",
    say`${id} was not granted in this workspace by this user, so it is not taken back here.`,
    say`Take it back by hand, or where it was granted.`,
  );
}

async function markUndone(
  services: GateServices,
  { location }: LookedAt,
  { workspace, request, kind, session, fingerprint }: Receipt,
  reviewer: string,
  message: Text,
): Promise<void> {
  await logFailure(services, `That ${request} was taken back is not written beside it`, async () => {
    const undone = await signDocument(services.signer, undoneType, {
      version: 1,
      workspace,
      request,
      kind,
      session,
      fingerprint,
      reviewer,
      message: String(message),
      undone: formatTime(services.clock.now()),
    });
    await services.kept.keepUndone(undone);
    await services.files.writeUndone(location, undone);
  });
}
