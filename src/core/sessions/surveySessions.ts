import { limits } from "../files/directories.ts";
import { findProblems } from "./findProblems.ts";
import { cappedProblems } from "./problems/cappedProblems.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionId } from "./model/sessionId.ts";
import { approvalsFolder } from "./model/sessionNames.ts";
import type { Survey } from "./model/sessions.ts";

/** Counts the sessions while what is wrong with them is looked for. */
export async function survey(context: SessionContext): Promise<Survey> {
  const ids = new Set<SessionId>();
  const asked = new Set<SessionId>();
  const { problems, state, lost } = await findProblems(context, ({ id, archived }, names) => {
    ids.add(id);
    if (!archived && names?.includes(approvalsFolder) === true) asked.add(id);
  });
  return {
    exists: await context.exists(),
    state,
    sessions: Math.min(ids.size, limits.shownEntries),
    problems: cappedProblems(context.directory, problems),
    lost,
    asked,
  };
}
