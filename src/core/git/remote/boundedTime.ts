import { say } from "../../base/text.ts";
import { GitError, isGitError } from "../repository/gitError.ts";

/** Runs what asks another machine for at most `seconds`; `unreachable` where that is over, as cancelled where the caller has cancelled it. */
export async function boundedTime<T>(
  seconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    return await work(signal === undefined ? limit : AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!isGitError(error, "cancelled") || signal?.aborted === true) throw error;
    throw new GitError("unreachable", say`There was no answer within ${seconds} seconds.`, { cause: error });
  }
}
