import { WorkflowError } from "../../../base/errors.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import { say } from "../../../base/text.ts";
import { someFiles } from "../../../checkpoints/branchUpdate/someFiles.ts";
import { updateObstacle } from "../../../checkpoints/branchUpdate/updateObstacle.ts";
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
  const of = (kind: ReturnType<typeof excluded.judge>): readonly string[] =>
    changes.filter((change) => excluded.judge(change) === kind).map(({ path }) => path);
  const obstacles: Obstacle[] = [];
  const [state, odd] = [of("state"), of("odd")];
  if (state.length > 0) obstacles.push(updateObstacle("session-state", state));
  if (odd.length > 0) obstacles.push(updateObstacle("session-path", odd));
  const going = new Set(changes.filter(({ status }) => status === "deleted").map(({ path }) => path));
  const used: string[] = [];
  for (const path of of("carried")) {
    const id = going.has(path) ? sessionOf(path) : undefined;
    if (id === undefined) continue;
    if (about.includes(id) || (await isActive(sessions, id))) used.push(path);
  }
  if (used.length > 0) obstacles.push(inUse(used.toSorted()));
  return obstacles;
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
