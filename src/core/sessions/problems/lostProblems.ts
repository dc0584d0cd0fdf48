import { joined, say, type Text } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { LostSession } from "../model/lostSession.ts";
import type { Problem } from "../model/session.ts";

/** What more is known of a lost session once git was asked. */
export interface LostMeasures {
  /** Commits that its branch alone has; absent: not known. */
  readonly ahead?: number;
  /** Paths with changes in its worktree that no commit holds. */
  readonly uncommitted?: number;
  /** When its newest checkpoint was taken, RFC 3339. */
  readonly lastCheckpoint?: string;
}

/** What is gone, what is still here, and how it comes back. */
export function lostMessage(lost: LostSession, measures: LostMeasures = {}): Text {
  const has = [...branchText(lost, measures), ...worktreeText(lost, measures), ...checkpointText(lost, measures)];
  const still = has.length === 0 ? say`what undoes its restores` : joined(has, ", ");
  return say`The directory of ${lost.id} is gone from .workflow; git still has ${still}. “wfs adopt ${lost.id}” brings the session back.`;
}

/** No repair that happens by the way: it is for a person to say that a session is to come back. */
export function lostProblems(workflow: string, sessions: readonly LostSession[]): readonly Problem[] {
  return sessions.map((lost) => ({
    code: "lost-session",
    message: lostMessage(lost),
    path: joinPath(workflow, lost.id),
    session: lost.id,
  }));
}

function branchText({ branch }: LostSession, { ahead }: LostMeasures): readonly Text[] {
  if (!branch) return [];
  if (ahead === undefined) return [say`its branch`];
  if (ahead === 0) return [say`its branch, without commits of its own`];
  return ahead === 1 ? [say`its branch with 1 commit of its own`] : [say`its branch with ${ahead} commits of its own`];
}

function worktreeText({ worktree }: LostSession, { uncommitted = 0 }: LostMeasures): readonly Text[] {
  if (worktree === undefined) return [];
  if (uncommitted === 0) return [say`its worktree ${worktree}`];
  return uncommitted === 1
    ? [say`its worktree ${worktree} with 1 uncommitted change`]
    : [say`its worktree ${worktree} with ${uncommitted} uncommitted changes`];
}

function checkpointText({ checkpoints }: LostSession, { lastCheckpoint }: LostMeasures): readonly Text[] {
  if (checkpoints === 0) return [];
  const count = checkpoints === 1 ? say`1 checkpoint` : say`${checkpoints} checkpoints`;
  return [lastCheckpoint === undefined ? count : say`${count} (the last of ${lastCheckpoint})`];
}
