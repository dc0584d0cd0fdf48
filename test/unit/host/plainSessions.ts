import type { SessionRecord, SessionState, SessionView } from "../../../src/core/sessions/model/session.ts";
import type { Task } from "../../../src/core/sessions/model/task.ts";
import type { Text } from "../../../src/core/base/text.ts";
import { sessionIdFromSlug, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import type { Sessions, TransitionRecord } from "../../../src/core/sessions/model/sessions.ts";
import type { Thread } from "../../../src/core/annotations/annotation.ts";
import type { Checkpoint } from "../../../src/core/checkpoints/model/checkpoint.ts";
import type { ForkView } from "../../../src/core/forks/model/fork.ts";
import type { RunView } from "../../../src/core/runs/viewRun.ts";
import type { WorkspaceSnapshot, WorkspaceModel } from "../../../src/host/workspaces/workspaceModel.ts";

/** A session as the core would answer it; `record` replaces fields of a fresh one. */
export function session(
  slug: string,
  state: SessionState = "paused",
  record: Partial<SessionRecord> = {},
  problem?: Text,
): SessionView {
  const id = sessionIdFromSlug(slug);
  return {
    id,
    state,
    active: state === "active",
    path: `/repo/.workflow/${id}`,
    record: {
      session_id: id,
      project: `Work on ${slug}`,
      type: "medium",
      current_phase: "PLAN",
      status: "paused",
      progress: { completed_phases: [], current_tasks: [] },
      meta: { created: "2025-09-05T10:00:00Z", updated: "2025-09-07T11:57:00Z" },
      ...record,
    },
    ...(problem === undefined ? {} : { problem }),
  };
}

export interface WorkspaceParts extends Partial<WorkspaceSnapshot> {
  readonly name?: string;
  readonly artifacts?: readonly string[] | Error;
  /** Those that other tools keep, besides the record's. */
  readonly tasks?: readonly Task[];
  readonly transitions?: readonly TransitionRecord[];
  /** Of every session; left out: there is no git. */
  readonly checkpoints?: readonly Checkpoint[] | Error;
  readonly forks?: readonly ForkView[];
  readonly annotations?: readonly Thread[];
  readonly runs?: readonly RunView[];
  readonly waiting?: ReadonlySet<SessionId>;
  readonly arrived?: WorkspaceModel["arrived"];
  readonly pullRequests?: WorkspaceModel["pullRequests"];
}

/** A place with these sessions; only what the tree reads of `Sessions` is there. */
export function workspace(parts: WorkspaceParts = {}): WorkspaceModel & { parts: WorkspaceParts } {
  const source = {
    parts,
    key: parts.name ?? "repo",
    name: parts.name ?? "repo",
    ownSession: undefined,
    answered: new Map(),
    get waiting(): ReadonlySet<SessionId> {
      return source.parts.waiting ?? new Set();
    },
    get sessions(): Sessions {
      const read: Pick<Sessions, "artifacts" | "tasks" | "transitions"> = {
        artifacts: (_id: SessionId) =>
          source.parts.artifacts instanceof Error
            ? Promise.reject(source.parts.artifacts)
            : Promise.resolve(source.parts.artifacts ?? []),
        tasks: (id: SessionId) => {
          const { sessions = [], temporary } = source.parts;
          const record = [...sessions, temporary].find((one) => one?.id === id)?.record;
          const own = (record?.progress.current_tasks ?? []).map((name) => ({ name, state: "in_progress" }));
          return Promise.resolve([...own, ...(source.parts.tasks ?? [])]);
        },
        transitions: (_id: SessionId) => Promise.resolve(source.parts.transitions ?? []),
      };
      return read as Sessions;
    },
    get pullRequests() {
      return source.parts.pullRequests ?? new Map();
    },
    get arrived() {
      return source.parts.arrived ?? new Map();
    },
    gitFeatures: {
      checkpoints: () =>
        source.parts.checkpoints instanceof Error
          ? Promise.reject(source.parts.checkpoints)
          : Promise.resolve(source.parts.checkpoints),
      forks: () => Promise.resolve(source.parts.forks && new Map(source.parts.forks.map((fork) => [fork.id, fork]))),
      size: () => Promise.resolve(source.parts.checkpoints === undefined ? undefined : 3_565_158),
      revision: () => 0,
    },
    runs: {
      bySession: () => Promise.resolve(Map.groupBy(source.parts.runs ?? [], ({ place }) => place.id)),
      revision: 0,
    },
    annotations: {
      threads: () => Promise.resolve(source.parts.annotations),
      revision: () => 0,
    },
    snapshot: (): WorkspaceSnapshot => {
      const { sessions = [] } = source.parts;
      const active = sessions.find((candidate) => candidate.active)?.id;
      return {
        loaded: true,
        exists: true,
        active: { active, state: active === undefined ? "none" : "ok" },
        problems: [],
        hidden: 0,
        ...source.parts,
        sessions,
      };
    },
  };
  return source;
}
