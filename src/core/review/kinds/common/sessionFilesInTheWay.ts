import { WorkflowError } from "../../../base/errors.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import { say } from "../../../base/text.ts";
import type { FileSystem } from "../../../base/ports.ts";
import { joinPath } from "../../../files/paths.ts";
import { updateObstacle } from "../../../checkpoints/branchUpdate/updateObstacle.ts";
import { findSession } from "../../../sessions/places/findSession.ts";
import { workflowName } from "../../../sessions/sessionContext.ts";
import { folded } from "../../../worktrees/proposedPath.ts";
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
  const workflow = joinPath(root, workflowName);
  const used: string[] = [];
  const doubled: string[] = [];
  const twins: string[] = [];
  for (const change of changes) {
    const { path, status } = change;
    if (status === "added" && excluded.judge(change) === "carried") {
      const absolute = joinPath(repository.paths.root, path);
      const named = absolute
        .slice(workflow.length + 1)
        .split("/")
        .map(parseSessionId)
        .find((one) => one !== undefined);
      const lies = named && (await findSession(fs, workflow, named));
      if (lies !== undefined && !absolute.startsWith(`${lies.path}/`)) doubled.push(path);
      if (await hasTwin(fs, workflow, absolute)) twins.push(path);
    }
    const id = status === "deleted" && excluded.judge(change) === "carried" ? sessionOf(path) : undefined;
    if (id === undefined) continue;
    if (about.includes(id) || (await isActive(sessions, id))) used.push(path);
  }
  return [
    ...refused,
    ...(used.length === 0 ? [] : [inUse(used.toSorted())]),
    ...(doubled.length === 0 ? [] : [elsewhere(doubled.toSorted())]),
    ...(twins.length === 0 ? [] : [updateObstacle("session-path", twins.toSorted())]),
  ];
}

/** Whether a name on the way is there in another spelling, which some file systems take for the same. */
async function hasTwin(fs: FileSystem, workflow: string, path: string): Promise<boolean> {
  let directory = workflow;
  for (const name of path.slice(workflow.length + 1).split("/")) {
    const names = (await fs.lstat(directory))?.kind === "directory" ? ((await fs.names(directory)) ?? []) : [];
    if (names.some((one) => one !== name && folded(one) === folded(name))) return true;
    directory = joinPath(directory, name);
  }
  return false;
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

function elsewhere(paths: readonly string[]): Obstacle {
  return {
    reason: "session-in-use",
    text: say`It would put a second directory of sessions that lie elsewhere: ${someFiles(paths)}`,
    help: say`Take these files out of the branch (git rm --cached), or give the session another name, then ask again.`,
    paths,
  };
}

function inUse(paths: readonly string[]): Obstacle {
  return {
    reason: "session-in-use",
    text: say`It would take away the records of sessions that are at work: ${someFiles(paths)}`,
    help: say`Switch to another session, or ask again without that.`,
    paths,
  };
}
