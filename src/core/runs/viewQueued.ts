import { areWithheld } from "../sessions/scope/withheldNotes.ts";
import { findSession } from "../sessions/places/findSession.ts";
import type { RunContext } from "./model/runContext.ts";
import { runDirectory } from "./model/runPaths.ts";
import { type Waiting, waitingRuns } from "./queueRun.ts";
import type { RunView } from "./viewRun.ts";

/** What waits and may be told, as runs; nothing of them is made yet, so they are in the session they are for. */
export async function queuedViews(context: RunContext): Promise<readonly RunView[]> {
  const found = await ownWaiting(context);
  return (await Promise.all(found.map(async ({ ticket }) => viewOf(context, ticket)))).flatMap((view) => view ?? []);
}

/** What waits, without that of sessions of another scope. */
export async function ownWaiting(context: RunContext): Promise<readonly Waiting[]> {
  const own: Waiting[] = [];
  for (const one of await waitingRuns(context)) {
    if (!(await areWithheld(context.sessions, one.ticket.session))) own.push(one);
  }
  return own;
}

async function viewOf(
  { fs, sessions, scope }: RunContext,
  { task, session, lane, since }: Waiting["ticket"],
): Promise<RunView | undefined> {
  const place = await findSession(fs, sessions.directory, session);
  if (place === undefined) return undefined;
  return {
    task,
    place,
    directory: runDirectory(place.path, task),
    record: {
      version: 1,
      task,
      session,
      lane,
      enforcement: "none",
      state: "queued",
      attempt: 1,
      base: null,
      made_fork: false,
      prompt: null,
      setup: null,
      agent: null,
      user_scope: null,
      created: since,
      updated: since,
      kept: [],
    },
    state: "queued",
    worktree: null,
    checks: [],
    artifacts: {},
    programs: [],
    scope: scope(),
    interrupted: null,
  };
}
