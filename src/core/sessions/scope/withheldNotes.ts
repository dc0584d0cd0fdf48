import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import type { SessionView } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";
import type { Sessions } from "../model/sessions.ts";

/** Refuses to hand out, or to take, notes of another scope's session (SECURITY.md); every operation on notes asks here. */
export function requireOwnNotes({ id, record, withheld }: Pick<SessionView, "id" | "record" | "withheld">): void {
  if (withheld !== true) return;
  const { user_scope = "" } = record;
  throw user_scope === ""
    ? new WorkflowError(
        "refused",
        say`“user_scope” in the record of ${id} is none that can be used, so its notes are nobody's.`,
        say`Write whose they are there: one line of at most 200 characters, such as user:ada.`,
      )
    : new WorkflowError(
        "refused",
        say`The notes of ${id} are those of the scope “${user_scope}”, which is not yours.`,
        say`Work in a session of your own, or in that scope: WFS_SCOPE names it for wfs, in VS Code the setting workflowSessions.userScope.`,
      );
}

/** Whether the notes of a session are another scope's; of one that is gone nobody can tell any more. */
export async function areWithheld(sessions: Pick<Sessions, "get">, id: SessionId): Promise<boolean> {
  try {
    return (await sessions.get(id)).withheld === true;
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "not-found") return false;
    throw error;
  }
}
