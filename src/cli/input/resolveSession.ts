import type { GitFeatures, Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Found } from "../../core/found/found.ts";
import type { Requests } from "../../core/review/requests/requests.ts";
import type { Runs } from "../../core/runs/runs.ts";
import { sessionToChange, sessionToLookAt } from "../../core/sessions/model/meantSession.ts";
import { temporaryId } from "../../core/sessions/sessionContext.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/** The session a verb looks at; `undefined` when none is meant. */
async function resolveSession({ sessions }: Workspace, named?: SessionId): Promise<SessionId | undefined> {
  return sessionToLookAt(await sessions.meant(named));
}

/** The same where none is meant: the temporary workspace, whether or not it has been made. Throws `no-workflow`. */
export async function sessionToLookInto(workspace: Workspace, named?: SessionId): Promise<SessionId> {
  return (await resolveSession(workspace, named)) ?? (await temporary(workspace));
}

/** The same for verbs that change what is there already. */
export async function sessionToWorkOn(workspace: Workspace, named?: SessionId): Promise<SessionId> {
  return sessionToChange(await workspace.sessions.meant(named)) ?? (await temporary(workspace));
}

/** The same for verbs that add something: the temporary workspace is made where they need it. */
export async function sessionToAddTo({ sessions }: Workspace, named?: SessionId): Promise<SessionId> {
  return sessionToChange(await sessions.meant(named)) ?? (await sessions.ensureTemporary()).id;
}

/** The same for verbs that need a real session: throws `no-active-session`. */
export async function requireSessionToChange({ sessions }: Workspace, named?: SessionId): Promise<SessionId> {
  return sessionToChange(await sessions.meant(named)) ?? (await noSession(sessions));
}

/** The same for verbs that look at one. */
export async function requireSession(workspace: Workspace, named?: SessionId): Promise<SessionId> {
  return (await resolveSession(workspace, named)) ?? (await noSession(workspace.sessions));
}

async function noSession(sessions: Workspace["sessions"]): Promise<never> {
  throw new WorkflowError(
    "no-active-session",
    say`No session is active.`,
    (await sessions.temporary()) === undefined
      ? say`Switch to a session, or name one (--session).`
      : say`Keep the temporary workspace as a session first (wfs keep <slug>), switch to a session, or name one (--session).`,
  );
}

async function temporary({ sessions }: Workspace): Promise<SessionId> {
  if (await sessions.exists()) return temporaryId;
  throw new WorkflowError(
    "no-workflow",
    say`${sessions.root} has no .workflow directory.`,
    say`Create the first session, or run “wfs init”.`,
  );
}

/** What a further verb that changes something is given so that it means this session too; empty where it does by itself. */
export async function sessionOption({ sessions }: Workspace, session: SessionId): Promise<string> {
  const meant = await sessions.meant();
  return (meant.session ?? temporaryId) === session && meant.against === undefined ? "" : ` --session ${session}`;
}

/** Checkpoints and forks of the workspace; `wfs` always has git to offer. */
export async function gitFeaturesOf({ git }: Workspace): Promise<GitFeatures> {
  if (git === undefined) throw new Error("wfs opened a workspace without git");
  return git();
}

/** Work that is no session's; `wfs` always has git to offer. */
export async function foundOf({ found }: Workspace): Promise<Found> {
  if (found === undefined) throw new Error("wfs opened a workspace without git");
  return found();
}

/** Requests for a review; `wfs` always has git to offer. */
export async function requestsOf({ requests }: Workspace): Promise<Requests> {
  if (requests === undefined) throw new Error("wfs opened a workspace without git");
  return requests();
}

/** Tasks in bounded worktrees; `wfs` always has git to offer. */
export async function runsOf({ runs }: Workspace): Promise<Runs> {
  if (runs === undefined) throw new Error("wfs opened a workspace without git");
  return runs();
}
