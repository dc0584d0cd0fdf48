import type { GitFeatures, Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Requests } from "../../core/review/requests/requests.ts";
import { sessionToChange, sessionToLookAt } from "../../core/sessions/model/meantSession.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/** The session a verb looks at; `undefined` when none is meant. */
export async function resolveSession({ sessions }: Workspace, named?: SessionId): Promise<SessionId | undefined> {
  return sessionToLookAt(await sessions.meant(named));
}

/** The same for verbs that cannot do without: throws `no-active-session`. */
export async function requireSession(workspace: Workspace, named?: SessionId): Promise<SessionId> {
  return required(await resolveSession(workspace, named));
}

/** The same for verbs that change it. */
export async function requireSessionToChange({ sessions }: Workspace, named?: SessionId): Promise<SessionId> {
  return required(sessionToChange(await sessions.meant(named)));
}

function required(meant: SessionId | undefined): SessionId {
  if (meant !== undefined) return meant;
  throw new WorkflowError(
    "no-active-session",
    say`No session is active.`,
    say`Switch to a session, or name one (--session).`,
  );
}

/** What a further verb that changes something is given so that it means this session too; empty where it does by itself. */
export async function sessionOption({ sessions }: Workspace, session: SessionId): Promise<string> {
  const meant = await sessions.meant();
  return meant.session === session && meant.against === undefined ? "" : ` --session ${session}`;
}

/** Checkpoints and forks of the workspace; `wfs` always has git to offer. */
export async function gitFeaturesOf({ git }: Workspace): Promise<GitFeatures> {
  if (git === undefined) throw new Error("wfs opened a workspace without git");
  return git();
}

/** Requests for a review; `wfs` always has git to offer. */
export async function requestsOf({ requests }: Workspace): Promise<Requests> {
  if (requests === undefined) throw new Error("wfs opened a workspace without git");
  return requests();
}
