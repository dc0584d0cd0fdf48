import { say } from "../../base/text.ts";
import { GitError } from "./gitError.ts";

/** Throws `cancelled` between two steps. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new GitError("cancelled", say`The operation was cancelled.`);
}
