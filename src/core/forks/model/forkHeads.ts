import { listRefs, type RefEntry } from "../../git/refs/refs.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { sessionOfBranch } from "../../worktrees/forkNames.ts";
import { type WorktreeNote, worktreeNotes } from "../../worktrees/worktreeNotes.ts";
import type { ForkContext } from "./forkContext.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";

/** Branches of forks by session, the main checkout's HEAD, and what the repository has on file of its worktrees. */
export interface ForkHeads {
  readonly branches: ReadonlyMap<SessionId, ObjectId>;
  readonly main: ObjectId | undefined;
  readonly notes: readonly WorktreeNote[];
}

export async function readHeads(context: ForkContext, signal?: AbortSignal): Promise<ForkHeads> {
  const [refs, main, notes] = await Promise.all([
    listRefs(context.repository, "refs/heads/session/"),
    resolveObjects(context.repository, ["HEAD"], signal),
    worktreeNotes(context.fs, context.commonDirectory),
  ]);
  const entries = refs.flatMap(({ ref, id }: RefEntry) => {
    const session = sessionOfBranch(ref);
    return session === undefined ? [] : [[session, id] as const];
  });
  return { branches: new Map(entries), main: main.get("HEAD"), notes };
}

/** The commit a fork is measured against: its baseline's branch, or the main checkout's HEAD when the baseline works there. */
export function baseOf(session: string, heads: ForkHeads): ObjectId | undefined {
  return [...heads.branches].find(([id]) => id === session)?.[1] ?? heads.main;
}
