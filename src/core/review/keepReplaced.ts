import { WorkflowError } from "../base/errors.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import { lookAtRequest, type GateServices } from "./gateServices.ts";
import type { ActionContext } from "./kinds/common/actionKind.ts";
import type { ReviewRequest } from "./kinds/requestKinds.ts";
import { requestRef } from "./vault/requestRefs.ts";

/** Requests of a chain that are followed back. */
const mostReplaced = 20;

/**
 * Keeps in the vault what the requests before this one have proposed, so that a reviewer can compare with what they saw, until the chain ends (endedRequests.ts).
 * What the repository does not have any more is left out.
 */
export async function keepReplaced(
  services: GateServices,
  { vault }: ActionContext,
  replaces: RequestId | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const seen = new Set<RequestId>();
  for (let id = replaces; id !== undefined && !seen.has(id) && seen.size < mostReplaced;) {
    seen.add(id);
    const before = await replacedRequest(services, id);
    if (before?.kind === "merge") {
      try {
        await vault.import([{ ref: requestRef(id, "source"), id: before.source_commit }], signal);
      } catch (error) {
        if (!(error instanceof WorkflowError) || error.code !== "conflict") throw error;
      }
    }
    id = before?.replaces;
  }
}

async function replacedRequest(services: GateServices, id: RequestId): Promise<ReviewRequest | undefined> {
  try {
    return (await lookAtRequest(services, id)).view.request ?? undefined;
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "not-found") return undefined;
    throw error;
  }
}
