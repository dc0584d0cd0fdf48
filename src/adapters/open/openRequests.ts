import { RequestService, type RequestServiceOptions } from "../../core/review/requests/requestService.ts";
import { TrustedDecisionStore } from "../../core/gate/trustedDecisionStore.ts";
import type { Cryptography } from "../../core/base/ports.ts";
import type { WorkTrees } from "../../core/review/kinds/common/askedKind.ts";
import type { Requests } from "../../core/review/requests/requests.ts";
import { NodeCryptography } from "../nodeCryptography.ts";
import { reviewerDirectory } from "../reviewerDirectory.ts";
import { ReviewerHome } from "../reviewerHome.ts";
import { knownKeys } from "./knownKeys.ts";

export interface RequestsOptions extends Omit<RequestServiceOptions, "cryptography" | "workTrees" | "keys"> {
  readonly gitFeatures: () => Promise<{ readonly checkpoints: WorkTrees }>;
}

/** Requests as both doors see them: the reviewer's keys are those of this user on this machine. */
export function openRequests(options: RequestsOptions): Requests {
  const { gitFeatures, fs, ...parts } = options;
  const cryptography = new NodeCryptography();
  return new RequestService({
    ...parts,
    ...trustedDecisions(options, cryptography),
    fs,
    cryptography,
    keys: { keys: async () => knownKeys(options) },
    workTrees: {
      treeOf: async (session, signal) => (await gitFeatures()).checkpoints.treeOf(session, signal),
      currentTree: async (session, signal) => (await gitFeatures()).checkpoints.currentTree(session, signal),
    },
  });
}

/** Nothing where the system names no directory for the reviewer's own files. */
function trustedDecisions(
  { root, fs, logger }: RequestsOptions,
  cryptography: Cryptography,
): Pick<RequestServiceOptions, "kept"> {
  const home = reviewerDirectory();
  if (home === undefined) return {};
  const directory = new ReviewerHome(fs, home).claimsOf(root);
  return { kept: new TrustedDecisionStore({ directory, workspace: root, fs, cryptography, logger }) };
}
