import { WorkflowError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import type { Annotations } from "../annotations/annotation.ts";
import { gitDirectoryAt, workTreeTop } from "../git/directory/gitDirectory.ts";
import { isTerminal } from "../review/requests/requestState.ts";
import type { Requests, RequestView } from "../review/requests/requests.ts";
import type { SessionView } from "../sessions/model/session.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";
import { requireOwnNotes } from "../sessions/scope/withheldNotes.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import type { Task } from "../sessions/model/task.ts";
import { shortName } from "../git/repository/refName.ts";
import { branchOfRecord } from "../worktrees/forkBranch.ts";
import { branchOf, lookForWorktree } from "../worktrees/worktreeNotes.ts";
import { type Artifact, type Handover, handedOver, listedArtifacts } from "./handedOver.ts";

/** All that whoever takes a session up needs to know, as every door shows it. */
export interface SessionInContext {
  readonly session: SessionView;
  /** The directory that holds `.workflow`. */
  readonly root: string;
  /** The one that its work is on; `undefined`: none, as outside of a repository or while HEAD is detached. */
  readonly branch: string | undefined;
  /** Where its files are; of a fork that was never opened: `undefined`. */
  readonly worktree: string | undefined;
  readonly tasks: readonly Task[];
  /** What phases handed over first, then its other files, then what phases of the session handed over that it was forked from. */
  readonly artifacts: readonly Artifact[];
  /** Of the phase it left last. */
  readonly handover: Handover | undefined;
  /** Those that are not over. */
  readonly requests: readonly RequestView[];
  readonly openComments: number;
}

export interface ContextParts {
  readonly root: string;
  readonly fs: FileSystem;
  /** The git directory all worktrees share; absent outside of a repository. */
  readonly gitDirectory?: string;
  readonly sessions: Pick<Sessions, "get" | "tasks" | "artifacts" | "transitions">;
  readonly annotations: () => Promise<Pick<Annotations, "list">>;
  /** Absent where git may not be started. */
  readonly requests?: () => Promise<Pick<Requests, "list">>;
}

/** Reads only; starts git where there are requests alone. Throws `not-found`, and `refused` for a session of another scope. */
export async function contextOfSession(parts: ContextParts, id: SessionId): Promise<SessionInContext> {
  const { root, sessions, annotations } = parts;
  const session = await sessions.get(id);
  requireOwnNotes(session);
  const [tasks, names, transitions, threads, requests, place, baseline] = await Promise.all([
    sessions.tasks(id),
    sessions.artifacts(id),
    sessions.transitions(id),
    annotations().then(async (notes) => await notes.list(id)),
    openRequests(parts, session),
    placeOfWork(parts, session),
    artifactsOfBaseline(parts, session),
  ]);
  return {
    session,
    root,
    ...place,
    tasks,
    artifacts: [...listedArtifacts({ root, session: session.path }, transitions, names), ...baseline],
    handover: handedOver({ root, session: session.path }, transitions),
    requests,
    openComments: threads.filter(({ resolved }) => !resolved).length,
  };
}

/** A fork works on what its baseline has planned; of a baseline that is gone nothing is known. */
async function artifactsOfBaseline(
  { root, sessions }: ContextParts,
  { record }: SessionView,
): Promise<readonly Artifact[]> {
  const origin = parseSessionId(record.forked_from?.session ?? "");
  if (origin === undefined) return [];
  try {
    const { path } = await sessions.get(origin);
    return listedArtifacts({ root, session: path }, await sessions.transitions(origin), []);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    return [];
  }
}

async function openRequests({ requests }: ContextParts, { id, state }: SessionView): Promise<readonly RequestView[]> {
  if (requests === undefined || state === "archived") return [];
  const all = await (await requests()).list();
  return all.filter((one) => one.session === id && !isTerminal(one.state));
}

/** Where a session's work is, by files alone: a fork has its own, every other one works in the checkout around `.workflow`. */
async function placeOfWork(
  { root, fs, gitDirectory }: ContextParts,
  { id, record }: SessionView,
): Promise<Pick<SessionInContext, "branch" | "worktree">> {
  if (gitDirectory === undefined) return { branch: undefined, worktree: root };
  if (record.forked_from !== undefined) {
    const { link } = await lookForWorktree(fs, { root, commonDirectory: gitDirectory }, id).catch(unlessUnsafe);
    return { branch: shortName(branchOfRecord(id, record)), worktree: link?.worktree };
  }
  const top = await workTreeTop(fs, root);
  const git = await gitDirectoryAt(fs, top);
  const branch = typeof git === "object" ? await branchOf(fs, git.own) : undefined;
  return { branch: branch?.replace(/^refs\/heads\//u, ""), worktree: top };
}

/** A worktree that leads elsewhere is nobody's. */
function unlessUnsafe(error: unknown): { readonly link: undefined } {
  if (!(error instanceof WorkflowError)) throw error;
  return { link: undefined };
}
