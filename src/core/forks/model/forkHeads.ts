import { listRefs } from "../../git/refs/refs.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { SessionView } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { localsOfBaseline, refsOfBaseline } from "../../worktrees/forkBranch.ts";
import { adoptedBranch, branchPrefix, sessionOfBranch } from "../../sessions/model/sessionBranch.ts";
import { type WorktreeNote, worktreeNotes } from "../../worktrees/worktreeNotes.ts";
import type { ForkContext } from "./forkContext.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";

/** Branches of forks by session, what they are measured against, the main checkout's HEAD, and what the repository has on file of its worktrees. */
export interface ForkHeads {
  readonly branches: ReadonlyMap<SessionId, ObjectId>;
  /** Full names of these branches; also of one that is gone, where its fork was made of it. */
  readonly names: ReadonlyMap<SessionId, RefName>;
  /** By full name: branches that forks started from although no session made them, and those here by the name of one of a remote. */
  readonly baselines: ReadonlyMap<RefName, ObjectId>;
  readonly main: ObjectId | undefined;
  readonly notes: readonly WorktreeNote[];
}

/** @param known the sessions, where they have been listed already */
export async function readHeads(
  context: ForkContext,
  signal?: AbortSignal,
  known?: readonly SessionView[],
): Promise<ForkHeads> {
  const sessions = known ?? (await context.sessions.list());
  const adopted = sessions.flatMap(({ id, record }) => {
    const ref = adoptedBranch(record);
    return ref === undefined ? [] : [[id, ref] as const];
  });
  const baselines = sessions.flatMap(({ record }) => {
    const session = record.forked_from?.session ?? "";
    return [...refsOfBaseline(session), ...localsOfBaseline(session)];
  });
  const [refs, main, notes] = await Promise.all([
    listRefs(context.repository, branchPrefix, ...adopted.map(([, ref]) => ref), ...new Set(baselines)),
    resolveObjects(context.repository, ["HEAD"], signal),
    worktreeNotes(context.fs, context.commonDirectory),
  ]);
  const all = new Map(refs.map(({ ref, id }) => [ref, id]));
  const own = [...all.keys()].flatMap((ref) => {
    const session = sessionOfBranch(ref);
    return session === undefined ? [] : [[session, ref] as const];
  });
  const names = new Map([...own, ...adopted]);
  const branches = new Map<SessionId, ObjectId>();
  for (const [session, ref] of names) {
    const head = all.get(ref);
    if (head !== undefined) branches.set(session, head);
  }
  return { branches, names, baselines: all, main: main.get("HEAD"), notes };
}

/** The commit a fork is measured against: the branch of its baseline, or the main checkout's HEAD where the baseline works there. */
export function baseOf(session: string, heads: ForkHeads): ObjectId | undefined {
  const fork = [...heads.branches].find(([id]) => id === session)?.[1];
  const [branch] = refsOfBaseline(session).flatMap((ref) => heads.baselines.get(ref) ?? []);
  return fork ?? branch ?? heads.main;
}
