import { baseName, parentPath } from "../../../core/files/paths.ts";
import { localOf } from "../../../core/git/repository/remoteBranch.ts";
import type { LookedProposal, LookTarget } from "../../../core/review/looking/lookedProposal.ts";
import type { SessionView } from "../../../core/sessions/model/session.ts";
import { parseSessionId, type SessionId } from "../../../core/sessions/model/sessionId.ts";
import { worktreesDirectory } from "../../../core/worktrees/forkNames.ts";
import { adoptedBranch, sessionOfBranch } from "../../../core/sessions/model/sessionBranch.ts";

/**
 * Whose work it is, by the branch that a session has or was made of and by the place of its worktree; `undefined`: no session's. `root` holds `.workflow`.
 */
export function sessionOfWork(
  target: LookTarget,
  looked: Pick<LookedProposal, "branch"> | undefined,
  { root, sessions }: { readonly root: string; readonly sessions: readonly SessionView[] },
): SessionId | undefined {
  if (target.kind === "fork") return target.session;
  if (target.kind === "changes") return undefined; // Which session's they are changes with each switch.
  // Made a session, a branch that only a remote had is one here.
  const branch = target.kind === "branch" ? (localOf(target.branch) ?? target.branch) : (looked?.branch ?? "");
  const adopted = sessions.find(({ record, state }) => state !== "archived" && adoptedBranch(record) === branch);
  if (adopted !== undefined) return adopted.id;
  const byBranch = sessionOfBranch(branch);
  const isInside = target.kind === "worktree" && parentPath(target.path) === worktreesDirectory(root);
  const session = byBranch ?? (isInside ? parseSessionId(baseName(target.path)) : undefined);
  return sessions.find(({ id }) => id === session)?.id;
}
