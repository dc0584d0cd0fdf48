import type { Repository } from "../git/repository/repository.ts";
import { areWithheld } from "../sessions/scope/withheldNotes.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import type { Checkpoint } from "./model/checkpoint.ts";
import { readCheckpoint, readCheckpoints } from "./model/readCheckpoints.ts";

interface Reading {
  readonly sessions: Pick<Sessions, "get">;
  readonly repository: Repository;
  readonly signal: AbortSignal | undefined;
}

/** All checkpoints of a session as they are handed out: of a session of another scope without message and tasks, which are its notes. */
export async function listOwnNotes(
  { sessions, repository, signal }: Reading,
  session: SessionId,
): Promise<readonly Checkpoint[]> {
  const found = await readCheckpoints(repository, session, signal);
  return found.length > 0 && (await areWithheld(sessions, session)) ? found.map(withoutNotes) : found;
}

/** One of them. Throws `not-found`. */
export async function showOwnNotes(
  { sessions, repository, signal }: Reading,
  session: SessionId,
  id: number,
): Promise<Checkpoint> {
  const found = await readCheckpoint(repository, session, id, signal);
  return (await areWithheld(sessions, session)) ? withoutNotes(found) : found;
}

function withoutNotes(checkpoint: Checkpoint): Checkpoint {
  return { ...checkpoint, message: undefined, tasks: [] };
}
