import type { Deletion } from "../core/deletion/deleteSession.ts";
import type { Adoption } from "../core/forks/adoptSessions.ts";
import type { Problem, SessionView } from "../core/sessions/model/session.ts";
import type { Meant } from "../core/sessions/model/meantSession.ts";
import type { SessionId } from "../core/sessions/model/sessionId.ts";
import type { Sessions, Survey } from "../core/sessions/model/sessions.ts";
import type { WithRedacted } from "../core/redaction/givenText.ts";
import { problemJson } from "./problem.ts";
import type {
  DiscardedJson,
  ExecJson,
  DeletedJson,
  AdoptedJson,
  SessionJson,
  SessionsJson,
  StatusJson,
  WorkspaceJson,
} from "./schemas/session.ts";

export function sessionJson({
  id,
  state,
  active,
  path,
  record,
  withheld,
  redacted,
}: WithRedacted<SessionView>): SessionJson {
  return {
    id,
    state,
    active,
    project: record.project ?? null,
    type: record.type ?? null,
    status: record.status ?? null,
    phase: record.current_phase ?? null,
    completed_phases: record.progress.completed_phases,
    current_tasks: record.progress.current_tasks,
    created: record.meta.created ?? null,
    updated: record.meta.updated ?? null,
    path,
    agent: record.agent ?? null,
    user_scope: record.user_scope ?? null,
    ...(withheld === undefined ? {} : { withheld }),
    ...(redacted === undefined ? {} : { redacted }),
  };
}

const temporaryJson = (temporary: SessionView | undefined): { readonly temporary?: string } =>
  temporary === undefined ? {} : { temporary: temporary.path };

/** What there is to say besides the survey. */
interface StatusFacts {
  /** How many requests wait for a person; `undefined`: it cannot be known. */
  readonly waiting: number | undefined;
  readonly here: SessionId | undefined;
  readonly meant: Meant;
  readonly temporary: SessionView | undefined;
}

const meantJson = ({ session, from, gone }: Meant): StatusJson["meant"] =>
  gone === undefined ? { session: session ?? null, from } : { session: gone, from, gone: true };

export function statusJson(
  { state: { active, state }, sessions, problems }: Survey,
  { waiting, here, meant, temporary }: StatusFacts,
): StatusJson {
  return {
    active: active ?? null,
    state,
    sessions,
    problems: problems.map(problemJson),
    ...(waiting === undefined ? {} : { waiting }),
    ...(here === undefined ? {} : { here }),
    meant: meantJson(meant),
    ...temporaryJson(temporary),
  };
}

/** `waiting`: requests of each session that wait for a person. */
export function sessionsJson(
  sessions: readonly SessionView[],
  waiting: ReadonlyMap<SessionId, number> | undefined,
  temporary: SessionView | undefined,
  problems: readonly Problem[],
): SessionsJson {
  return {
    sessions: sessions.map((view) => {
      const count = waiting?.get(view.id);
      return count === undefined ? sessionJson(view) : { ...sessionJson(view), waiting: count };
    }),
    ...temporaryJson(temporary),
    ...(problems.length === 0 ? {} : { problems: problems.map(problemJson) }),
  };
}

export function workspaceJson(
  { root, directory }: Pick<Sessions, "root" | "directory">,
  created: boolean,
): WorkspaceJson {
  return { root, path: directory, created };
}

export function discardedJson(gone: Omit<DiscardedJson, "discarded">): DiscardedJson {
  return { discarded: true, ...gone };
}

export function deletedJson({ id, ...rest }: Deletion): DeletedJson {
  return { deleted: id, ...rest };
}

export function execJson({ id, path }: SessionView, exit_code: number): ExecJson {
  return { session: id, directory: path, exit_code };
}

export function adoptedJson({ adopted, left }: Adoption): AdoptedJson {
  return { adopted: adopted.map(sessionJson), left };
}
