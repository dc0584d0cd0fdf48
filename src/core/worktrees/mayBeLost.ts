import type { FileSystem } from "../base/ports.ts";
import { joinPath } from "../files/paths.ts";
import { temporaryId } from "../sessions/sessionContext.ts";
import { placeFolders } from "../sessions/model/sessionPlaces.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import { sessionLocation } from "../sessions/places/sessionLocation.ts";
import { refsOfSessions } from "./refsOfSessions.ts";

/** Whether something stands where a session would lie in this `.workflow`, whatever it is. */
export function hasName(fs: Pick<FileSystem, "kindNow">, workflow: string, id: SessionId): boolean {
  return placeFolders.some((place) => fs.kindNow(sessionLocation(workflow, id, place).path) !== undefined);
}

/** Whether a name of git's can be that of a lost session at all; the temporary workspace is none. */
export function isMissing(fs: Pick<FileSystem, "kindNow">, workflow: string, id: SessionId): boolean {
  return id.toLowerCase() !== temporaryId.toLowerCase() && !hasName(fs, workflow, id);
}

/**
 * Whether git has a name of a session that no directory here has: a few names are read, at the start of nearly every look, and what finds out whose
 * they are is loaded for those few where there is one.
 */
export async function mayBeLost(fs: FileSystem, commonDirectory: string, workflow: string): Promise<boolean> {
  const isWanted = (id: SessionId): boolean => isMissing(fs, workflow, id);
  if ((await refsOfSessions(fs, commonDirectory, isWanted))?.length !== 0) return true;
  const notes = (await fs.names(joinPath(commonDirectory, "worktrees"))) ?? [];
  return notes.some((name) => {
    const id = parseSessionId(name);
    return id !== undefined && isWanted(id);
  });
}
