import type { LostSession } from "../../sessions/model/lostSession.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { findLost } from "./findLost.ts";
import { listRefsOfSessions } from "./listRefsOfSessions.ts";

/** The lost sessions of the workspace, where git is at hand (findLost.ts). */
export async function lostOf(context: ForkContext, unplaced = false): Promise<readonly LostSession[]> {
  const { fs, root, commonDirectory, journal, sessions, repository } = context;
  const listRefs = async (): Promise<readonly string[]> => listRefsOfSessions(repository);
  return findLost({ fs, root, workflow: sessions.directory, commonDirectory, journal, listRefs }, unplaced);
}
