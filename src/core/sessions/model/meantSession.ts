import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import type { SessionId } from "./sessionId.ts";

/** What says which session is meant, the strongest first. */
export type MeantFrom = "option" | "worktree" | "environment" | "marker" | "temporary";

/** The session a terminal was opened for, whichever is active. */
export interface Pin {
  /** As the terminal's environment has it, which need not be the name of a session. */
  readonly name: string;
  /** Absent: it is gone. */
  readonly session?: SessionId;
}

/** What may say which session is meant. What has to be looked for is asked only where nothing before it has spoken. */
export interface Grounds {
  /** By whoever asks, as an operand or an option. */
  readonly named?: SessionId | undefined;
  /** The fork whose worktree it is asked in. */
  readonly here?: SessionId | undefined;
  readonly pin: () => Promise<Pin | undefined>;
  /** As the marker says. */
  readonly active: () => Promise<SessionId | undefined>;
}

/** The session that is meant. Without `session`: the temporary workspace, or a session that is gone. */
export interface Meant {
  readonly from: MeantFrom;
  readonly session?: SessionId;
  /** The name this terminal belongs to, which is no session any more. */
  readonly gone?: string;
  /** The name this terminal belongs to, which is not the fork whose worktree this is: nothing may be changed unnamed. */
  readonly against?: string;
}

/** The one rule, for every door: named, else the fork one stands in, else the one the terminal belongs to, else the active one. */
export async function meantSession({ named, here, pin, active }: Grounds): Promise<Meant> {
  if (named !== undefined) return { from: "option", session: named };
  const pinned = await pin();
  if (here !== undefined) {
    const against = pinned === undefined || pinned.name === here ? {} : { against: pinned.name };
    return { from: "worktree", session: here, ...against };
  }
  if (pinned !== undefined) {
    const { name, session } = pinned;
    return { from: "environment", ...(session === undefined ? { gone: name } : { session }) };
  }
  const marked = await active();
  return marked === undefined ? { from: "temporary" } : { from: "marker", session: marked };
}

/** Every session that may be meant where none is named, the strongest first. */
export async function allMeant({ here, pin, active }: Grounds): Promise<readonly SessionId[]> {
  const found = [here, (await pin())?.session, await active()];
  return [...new Set(found.filter((id) => id !== undefined))];
}

/** What to look at; `undefined`: the temporary workspace. Throws `not-found` where the session that is meant is gone. */
export function sessionToLookAt({ session, gone }: Meant): SessionId | undefined {
  if (gone === undefined) return session;
  throw new WorkflowError(
    "not-found",
    say`This terminal belongs to the session ${gone} (WORKFLOW_SESSION), which is gone.`,
    say`Name a session (--session), or unset WORKFLOW_SESSION.`,
  );
}

/** What to change: the same, but `refused` where the terminal belongs to one session and stands in the worktree of another. */
export function sessionToChange(meant: Meant): SessionId | undefined {
  const { session = "", against } = meant;
  if (against === undefined) return sessionToLookAt(meant);
  throw new WorkflowError(
    "refused",
    say`This terminal belongs to ${against} (WORKFLOW_SESSION), and this is the worktree of ${session}; nothing was changed.`,
    say`Name the one you mean (--session), or leave the worktree.`,
  );
}
