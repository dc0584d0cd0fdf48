import { areWithheld } from "../sessions/model/withheldNotes.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import type { Checkpoint } from "./model/checkpoint.ts";

/** Checkpoints as they are handed out: of a session of another scope without message and tasks, which are its notes. */
export async function withoutForeignNotes(
  sessions: Pick<Sessions, "get">,
  session: SessionId,
  checkpoints: readonly Checkpoint[],
): Promise<readonly Checkpoint[]> {
  if (checkpoints.length === 0 || !(await areWithheld(sessions, session))) return checkpoints;
  return checkpoints.map((one) => ({ ...one, message: undefined, tasks: [] }));
}
