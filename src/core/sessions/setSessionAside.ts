import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import { joinPath } from "../files/paths.ts";
import { deletedName } from "./model/sessionNames.ts";
import type { DeletedSession } from "./model/sessions.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionLocation } from "./places/sessionLocation.ts";

/**
 * Takes a session out of use: its checkpoints go to where pruned ones wait, then its directory moves to `.deleted/`, where it stays until a person deletes
 * it. A kill in between leaves the session, and the same again ends it. Refuses the active one.
 */
export async function setSessionAside(context: SessionContext, location: SessionLocation): Promise<DeletedSession> {
  const { marker, outside } = context.parts;
  const { id } = location;
  if (context.isTemporary(location)) {
    throw new WorkflowError("refused", say`The temporary workspace is not a session.`, say`Discard it (wfs discard).`);
  }
  if ((await marker.read()).active === id) {
    throw new WorkflowError("refused", say`${id} is the active session.`, say`Pause or complete it first.`);
  }
  const checkpoints = (await outside?.letGo(id)) ?? 0;
  const path = await moveAside(context, location);
  if (path !== undefined) {
    await context.note("session.deleted", id, {});
    return { path, checkpoints };
  }
  throw new WorkflowError(
    "not-found",
    say`There is no session ${id}.`,
    say`Somebody else has deleted or moved it meanwhile.`,
  );
}

/** Moves a directory to `.deleted/`; answers where it is now, `undefined` where it was gone. */
export async function moveAside(
  context: SessionContext,
  { id, path: from }: SessionLocation,
): Promise<string | undefined> {
  const { fs, clock, random } = context.parts;
  const directory = joinPath(context.directory, deletedName);
  if ((await fs.lstat(directory)) === undefined) await fs.makeDirectory(directory);
  const time = formatTime(clock.now()).replaceAll(":", "-");
  const path = joinPath(directory, `${id}-${time}-${random.name(2)}`);
  return (await fs.rename(from, path)) ? path : undefined;
}
