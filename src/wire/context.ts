import type { SessionInContext } from "../core/context/contextOfSession.ts";
import { requestJson } from "./request.ts";
import type { ContextJson } from "./schemas/context.ts";

export function contextJson(context: SessionInContext): ContextJson {
  const { session, root, branch, worktree, tasks, artifacts, handover, requests, openComments } = context;
  const { id, path, state, active, record } = session;
  return {
    id,
    project: record.project ?? null,
    directory: path,
    workspace: root,
    branch: branch ?? null,
    worktree: worktree ?? null,
    state,
    active,
    phase: record.current_phase ?? null,
    completed_phases: record.progress.completed_phases,
    tasks: tasks.map(({ name, state: stands, title }) => ({
      name,
      state: stands,
      ...(title === undefined ? {} : { title }),
    })),
    artifacts,
    handover: handover ?? null,
    forked_from: record.forked_from ?? null,
    agent: record.agent ?? null,
    user_scope: record.user_scope ?? null,
    requests: requests.map((view) => requestJson(view)),
    comments: { open: openComments },
    updated: record.meta.updated ?? null,
  };
}
