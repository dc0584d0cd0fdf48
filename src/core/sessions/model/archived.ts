import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import type { SessionId } from "./sessionId.ts";

/** The refusal of what only a session outside the archive takes. */
export function archivedRefusal(id: SessionId): WorkflowError {
  return new WorkflowError(
    "refused",
    say`${id} is archived.`,
    say`Resume ${id} first; that takes it out of the archive.`,
  );
}
