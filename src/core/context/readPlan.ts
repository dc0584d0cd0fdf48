import { WorkflowError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { lstatInside } from "../files/lstatInside.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import type { SessionView } from "../sessions/model/session.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import type { Task } from "../sessions/model/task.ts";
import { type Artifact, listedArtifacts } from "./handedOver.ts";

/** An artifact with what stands where it should be. */
export interface PlanDocument extends Artifact {
  /** The directory it lies in, the session's or the repository's: `path` goes on from it. */
  readonly inside: string;
  /** Bytes; `null`: there is no file. */
  readonly size: number | null;
  /** Different whenever the file is. */
  readonly version: string;
}

/** What one session planned. */
export interface PlanPart {
  readonly session: SessionId;
  /** It is the one that the session was forked from. */
  readonly isBaseline: boolean;
  /** What phases handed over first, the newest phase first, then its other files. */
  readonly documents: readonly PlanDocument[];
  /** Documents that are too many to be looked at. */
  readonly documentsLeft: number;
  readonly tasks: readonly Task[];
}

export interface PlanSource {
  readonly root: string;
  readonly fs: FileSystem;
  readonly sessions: Pick<Sessions, "get" | "tasks" | "artifacts" | "transitions">;
}

/** Of one session at most. */
const mostDocuments = 500;

/** What was planned for a session: its own documents and tasks and, for a fork that no phase has handed anything over in, those of its baseline. Throws `not-found`. */
export async function readPlan(source: PlanSource, id: SessionId): Promise<readonly PlanPart[]> {
  const session = await source.sessions.get(id);
  const own = await partOf(source, session, false);
  const origin = parseSessionId(session.record.forked_from?.session ?? "");
  if (origin === undefined || own.documents.some(({ phase }) => phase !== null)) return [own];
  const baseline = await source.sessions.get(origin).catch(unlessGone);
  return baseline === undefined || baseline.withheld === true ? [own] : [own, await partOf(source, baseline, true)];
}

async function partOf(
  { root, fs, sessions }: PlanSource,
  session: SessionView,
  isBaseline: boolean,
): Promise<PlanPart> {
  const { id, path } = session;
  const [transitions, names, tasks] = await Promise.all([
    sessions.transitions(id),
    sessions.artifacts(id),
    sessions.tasks(id),
  ]);
  const listed = listedArtifacts({ root, session: path }, transitions, names);
  const documents: PlanDocument[] = [];
  for (const artifact of listed.slice(0, mostDocuments)) {
    const inside = artifact.path.startsWith(`${path}/`) ? path : root;
    const stat = await lstatInside(fs, inside, artifact.path.slice(inside.length + 1));
    documents.push({
      ...artifact,
      inside,
      size: stat?.kind === "file" ? stat.size : null,
      version: stat === undefined ? "" : `${stat.kind} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`,
    });
  }
  return { session: id, isBaseline, documents, documentsLeft: listed.length - documents.length, tasks };
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof WorkflowError)) throw error;
}
