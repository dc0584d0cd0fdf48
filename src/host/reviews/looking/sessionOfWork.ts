import { baseName, parentPath } from "../../../core/files/paths.ts";
import type { LookedProposal, LookTarget } from "../../../core/review/looking/lookedProposal.ts";
import { parseSessionId, type SessionId } from "../../../core/sessions/model/sessionId.ts";
import { sessionOfBranch, worktreesDirectory } from "../../../core/worktrees/forkNames.ts";

/**
 * Whose work it is, by the names that a session's branch and worktree have; `undefined`: no session's. `root` holds `.workflow`, `known` says which sessions there are.
 */
export function sessionOfWork(
  target: LookTarget,
  looked: Pick<LookedProposal, "branch"> | undefined,
  { root, known }: { readonly root: string; readonly known: (id: SessionId) => boolean },
): SessionId | undefined {
  if (target.kind === "fork") return target.session;
  if (target.kind === "changes") return undefined; // Which session's they are changes with each switch.
  const branch = target.kind === "branch" ? target.branch : (looked?.branch ?? "");
  const byBranch = sessionOfBranch(branch);
  const isInside = target.kind === "worktree" && parentPath(target.path) === worktreesDirectory(root);
  const session = byBranch ?? (isInside ? parseSessionId(baseName(target.path)) : undefined);
  return session !== undefined && known(session) ? session : undefined;
}
