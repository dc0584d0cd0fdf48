import { WorkflowError } from "../core/errors.ts";
import { ApprovalRequests, type ApprovalRequestsOptions } from "../core/review/approvalRequests.ts";
import type { Approvals } from "../core/review/approvals.ts";
import { NodeCryptography } from "./nodeCryptography.ts";
import type { Versions } from "./openVersions.ts";
import { openReviewerHome } from "./reviewerHome.ts";

export interface ApprovalsOptions extends Omit<ApprovalRequestsOptions, "cryptography" | "workTrees" | "keys"> {
  readonly versions: () => Promise<Versions>;
}

/** Requests as both doors see them: the reviewer's keys are those of this user on this machine. */
export function openApprovals(options: ApprovalsOptions): Approvals {
  const { versions, fs, ...parts } = options;
  return new ApprovalRequests({
    ...parts,
    fs,
    cryptography: new NodeCryptography(),
    keys: { keys: async () => knownKeys(options) },
    workTrees: {
      currentTree: async (session, signal) => (await versions()).checkpoints.currentTree(session, signal),
    },
  });
}

/** None where the place for them is unusable: then nothing is believed, and everything else can still be asked and shown. */
async function knownKeys({ fs, logger }: ApprovalsOptions): Promise<readonly string[]> {
  try {
    return await openReviewerHome(fs).keys();
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    logger.warn(`No decision can be believed: ${error.message}`);
    return [];
  }
}
