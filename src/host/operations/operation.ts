import type { SessionView } from "../../core/sessions/model/session.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { CommandId } from "../manifest/contributions.ts";
import type { SessionChoice } from "../prompts/sessionChoice.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import type { Invocation } from "./invocation.ts";
import type { Policy } from "./policy.ts";
import type { RunWithProgress } from "./runWithProgress.ts";

/** An operation on one `.workflow`. */
export interface WorkspaceOperation {
  readonly command: CommandId;
  readonly policy: Policy;
  /** What it gives is what the command answers to a caller. */
  readonly run: (
    context: { readonly workspace: WorkflowWorkspace; readonly runWithProgress: RunWithProgress } & Invocation,
  ) => Promise<unknown>;
}

/** What an operation is about: a session, or the temporary workspace, which may still have to be made. */
export interface SessionSubject {
  readonly session: SessionView;
  /** For `Sessions`: left out where the temporary workspace was chosen because no session is meant. */
  readonly id?: SessionId;
  /** What a person calls it. */
  readonly name: string;
}

/** What an operation on one session is run with. */
export type SessionContext = SessionSubject & {
  readonly workspace: WorkflowWorkspace;
  readonly runWithProgress: RunWithProgress;
} & Invocation;

/** An operation on one session; without an argument it asks which one. */
export interface SessionOperation {
  readonly command: CommandId;
  readonly policy: Policy;
  readonly choice: SessionChoice;
  readonly run: (context: SessionContext) => Promise<void>;
}

/** One on a whole workspace whose command is registered before it is loaded. */
export type LateWorkspaceOperation = Omit<WorkspaceOperation, "command">;

/** One whose command is registered before it is loaded. */
export type LateOperation = Omit<SessionOperation, "command">;
