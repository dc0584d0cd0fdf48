import { WorkflowError } from "../../core/base/errors.ts";
import type { FileSystem, Logger } from "../../core/base/ports.ts";
import { openReviewerHome } from "../reviewerHome.ts";

/**
 * The reviewer's public keys on this machine. None where their directory is unusable: then nothing is believed, and everything else can still be asked and
 * shown.
 */
export async function knownKeys({
  fs,
  logger,
}: {
  readonly fs: FileSystem;
  readonly logger: Logger;
}): Promise<readonly string[]> {
  try {
    return await openReviewerHome(fs).keys();
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    logger.warn(`No decision and no person's comment can be believed: ${error.message}`);
    return [];
  }
}
