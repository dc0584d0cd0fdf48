import { say } from "../../base/text.ts";
import { GitError, isGitError } from "../repository/gitError.ts";

/**
 * Runs what asks another machine for at most `seconds`; cancelled where the caller has cancelled it.
 * @param late what it is once the time is over: `cut-off`, where it may have been done all the same
 */
export async function boundedTime<T>(
  seconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  late: "unreachable" | "cut-off" = "unreachable",
): Promise<T> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    return await work(signal === undefined ? limit : AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!isGitError(error, "cancelled") || signal?.aborted === true) throw error;
    throw new GitError(late, say`There was no answer within ${seconds} seconds.`, { cause: error });
  }
}
