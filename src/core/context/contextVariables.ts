import type { SessionInContext } from "./contextOfSession.ts";

/** Longer than this no system may take one variable; the program can ask with `wfs show`. */
const longest = 100_000;

/**
 * The context of a session as variables of an environment, for programs that know nothing else. What there is not of is empty, so that nothing of another
 * session is inherited.
 * @param json as `wfs show --json` prints it
 */
export function contextVariables(context: SessionInContext, json: string): Readonly<Record<string, string>> {
  const { session, root, branch = "", worktree = "" } = context;
  return {
    WORKFLOW_SESSION: session.id,
    WORKFLOW_SESSION_DIR: session.path,
    WORKFLOW_SESSION_PINNED: "1",
    WORKFLOW_ROOT: root,
    WORKFLOW_PROJECT: (session.record.project ?? "").replaceAll("\0", "").slice(0, longest),
    WORKFLOW_PHASE: (session.record.current_phase ?? "").replaceAll("\0", "").slice(0, longest),
    WORKFLOW_BRANCH: branch,
    WORKFLOW_WORKTREE: worktree,
    WORKFLOW_CONTEXT: json.length > longest ? "" : json,
  };
}
