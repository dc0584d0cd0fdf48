import { WorkflowError } from "../../../base/errors.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import { say } from "../../../base/text.ts";
import { someFiles } from "../../../checkpoints/branchUpdate/someFiles.ts";
import { sessionFileObstacles } from "../../../checkpoints/branchUpdate/sessionFileObstacles.ts";
import type { PathChange } from "../../../git/objects/treeDiff.ts";
import { recordName } from "../../../sessions/record/record.ts";
import { parseSessionId, type SessionId } from "../../../sessions/model/sessionId.ts";
import { excludedIn } from "../../../worktrees/worktree.ts";
import type { ActionContext } from "./actionKind.ts";

/**
 * What a proposal may not do to the files of sessions, wherever its branch is checked out: bring what each working tree has for itself, a link or another
 * spelling of their directories, or take the record of a session away that is active or that the action is about (`about`).
 */
export async function sessionFilesInTheWay(
  { fs, root, repository, sessions }: ActionContext,
  changes: readonly PathChange[],
  about: readonly SessionId[],
): Promise<readonly Obstacle[]> {
  const excluded = await excludedIn(fs, root, repository);
  const refused = sessionFileObstacles(excluded, changes);
  const used: string[] = [];
  for (const change of changes) {
    const { path, status } = change;
    const id = status === "deleted" && excluded.judge(change) === "carried" ? sessionOf(path) : undefined;
    if (id === undefined) continue;
    if (about.includes(id) || (await isActive(sessions, id))) used.push(path);
  }
  return used.length === 0 ? refused : [...refused, inUse(used.toSorted())];
}

async function isActive(sessions: ActionContext["sessions"], id: SessionId): Promise<boolean> {
  try {
    return (await sessions.get(id)).state === "active";
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "not-found") return false;
    throw error;
  }
}

/** The session whose record this is. */
function sessionOf(path: string): SessionId | undefined {
  const parts = path.split("/");
  return parts.at(-1) === recordName ? parseSessionId(parts.at(-2) ?? "") : undefined;
}

function inUse(paths: readonly string[]): Obstacle {
  return {
    reason: "session-in-use",
    text: say`It would take away the records of sessions that are at work: ${someFiles(paths)}`,
    help: say`Switch to another session, or ask again without that.`,
    paths,
  };
}
