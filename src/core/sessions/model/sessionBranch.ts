import { isRefName, type RefName } from "../../git/repository/refName.ts";
import type { SessionRecord } from "./session.ts";
import { parseSessionId, type SessionId } from "./sessionId.ts";

/** What the branches of forks are called that have one of their own; the rest is the session's id. */
export const branchPrefix = "refs/heads/session/";

/** The session a full branch name stands for; `undefined` for every other ref. */
export function sessionOfBranch(ref: string): SessionId | undefined {
  return ref.startsWith(branchPrefix) ? parseSessionId(ref.slice(branchPrefix.length)) : undefined;
}

/** What of a record says which branch is the session's. */
export type BranchRecord = Pick<SessionRecord, "forked_from" | "branch">;

/** The branch that was there before the fork; `undefined`: it has one of its own, or is no fork. */
export function adoptedBranch(record: BranchRecord | undefined): RefName | undefined {
  if (record?.forked_from === undefined || record.branch === undefined) return undefined;
  const ref = `refs/heads/${record.branch}`;
  return isRefName(ref) && sessionOfBranch(ref) === undefined ? ref : undefined;
}
