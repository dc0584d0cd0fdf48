import { FileError } from "../../core/base/errors.ts";
import { pendingClaims, type ClaimsParts } from "../../core/gate/pendingClaims.ts";
import type { Pending, WriteAheadLog } from "../../core/recovery/writeAheadLog.ts";
import { nodeProcesses } from "../nodeProcesses.ts";
import { claimsOf } from "../claimsOf.ts";
import { reviewerDirectory } from "../reviewerDirectory.ts";

/** What the gate's log has pending for a workspace; to recover it takes a trusted window. What cannot be read is not known. */
export function openClaims(workspace: Pick<ClaimsParts, "root" | "fs" | "clock">): Pick<WriteAheadLog, "pending"> {
  return {
    async pending(): Promise<readonly Pending[]> {
      const reviewer = reviewerDirectory();
      if (reviewer === undefined) return [];
      const directory = claimsOf(reviewer, workspace.root);
      try {
        return await pendingClaims({ ...workspace, directory, processes: nodeProcesses });
      } catch (error) {
        if (error instanceof FileError) return [];
        throw error;
      }
    },
  };
}
