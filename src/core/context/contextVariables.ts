import { encodeText } from "../files/jsonBytes.ts";
import type { SessionInContext } from "./contextOfSession.ts";

/** Bytes: Linux takes 131,072 for one variable; the program can ask with `wfs show`. */
const longest = 100_000;

/** The beginning of a text that fits into one variable. */
export function cutForVariable(text: string): string {
  const bytes = encodeText(text.replaceAll("\0", ""));
  return new TextDecoder().decode(bytes.subarray(0, longest)).replace(/\uFFFD$/u, "");
}

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
    WORKFLOW_PROJECT: cutForVariable(session.record.project ?? ""),
    WORKFLOW_PHASE: cutForVariable(session.record.current_phase ?? ""),
    WORKFLOW_BRANCH: branch,
    WORKFLOW_WORKTREE: worktree,
    WORKFLOW_CONTEXT: encodeText(json).length > longest ? "" : json,
  };
}
