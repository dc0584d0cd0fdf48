import type { GitFeatures, Workspace } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import type { Requests } from "../../core/review/requests/requests.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";

/** The session meant: the one named, the fork wfs runs in, else the active one; `undefined` when there is none. */
export async function resolveSession({ sessions, here }: Workspace, named?: SessionId): Promise<SessionId | undefined> {
  return named ?? here ?? (await sessions.active()).active;
}

/** The same for verbs that cannot do without: throws `no-active-session`. */
export async function requireSession(workspace: Workspace, named?: SessionId): Promise<SessionId> {
  const meant = await resolveSession(workspace, named);
  if (meant !== undefined) return meant;
  throw new WorkflowError(
    "no-active-session",
    say`No session is active.`,
    say`Switch to a session, or name one (--session).`,
  );
}

/** What a further verb is given so that it means this session too; empty where it does by itself. */
export async function sessionOption(workspace: Workspace, session: SessionId): Promise<string> {
  return (await resolveSession(workspace)) === session ? "" : ` --session ${session}`;
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
