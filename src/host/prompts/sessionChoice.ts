import type { WorkflowError } from "../../core/base/errors.ts";
import type { SessionState, SessionView } from "../../core/sessions/model/session.ts";
import type { TemporaryUse } from "../workspaces/temporaryWorkspace.ts";

/** Which sessions an operation can be about, and how it is asked which one. */
export interface SessionChoice extends TemporaryUse {
  /** Title of the question. */
  readonly title: () => string;
  readonly states: readonly SessionState[];
  /** Only these; a caller that names another is told why not. */
  readonly only?: {
    readonly test: (session: SessionView) => boolean;
    readonly otherwise: (id?: string) => WorkflowError;
  };
  /** Without an argument, the session meant here (the fork's own, else the active one) is taken unasked. */
  readonly takesCurrent: boolean;
}
