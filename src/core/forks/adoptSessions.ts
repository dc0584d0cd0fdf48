import { WorkflowError } from "../base/errors.ts";
import { joined, say, type Text } from "../base/text.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import type { LostSession } from "../sessions/model/lostSession.ts";
import type { SessionView } from "../sessions/model/session.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { sessionOnBranch } from "../worktrees/forkBranch.ts";
import { type AdoptedOfLost, branchOfLost } from "./lost/branchOfLost.ts";
import { plainSessions } from "./lost/lostOrigin.ts";
import { findSession } from "../sessions/places/findSession.ts";
import { type LostLookup, recordOfLost } from "./lost/recordOfLost.ts";
import { inAdoptionTurn } from "./model/adoptionTurn.ts";
import { readHeads } from "./model/forkHeads.ts";
import type { ForkContext } from "./model/forkContext.ts";

export interface Adoption {
  /** Sessions that are there again, paused. */
  readonly adopted: readonly SessionView[];
  readonly left: readonly { readonly id: SessionId; readonly reason: Text }[];
}

/**
 * Makes the directories and records of lost sessions again, each whole or not at all, and `.workflow` around them; a fork that was made of a branch is on
 * that again where git tells which it was. Branches, worktrees and refs stay as
 * they are, and no session becomes the active one. One that cannot be made is left and named; one that is there by then is neither adopted nor lost.
 * @param lost those that are to come back
 * @param all those that are lost, in which a fork may have started
 */
export async function adoptSessions(
  context: ForkContext,
  lost: readonly LostSession[],
  all: readonly LostSession[],
  signal?: AbortSignal,
): Promise<Adoption> {
  if (lost.length === 0) return { adopted: [], left: [] };
  const heads = await readHeads(context, signal);
  const branches = new Map<SessionId, AdoptedOfLost>();
  for (const one of all) {
    const branch = await branchOfLost(context, one, signal);
    if (branch !== undefined) branches.set(one.id, branch);
  }
  const plain = await plainSessions(
    context,
    all.filter(({ id }) => !branches.has(id)),
  );
  // One moment for all of one call, so that a list, the newest first, has them in the order of their names however long the call took.
  const lookup = { heads, plain, now: context.clock.now(), signal };
  const adopted: SessionView[] = [];
  const left: { id: SessionId; reason: Text }[] = [];
  for (const one of lost) {
    throwIfCancelled(signal);
    try {
      adopted.push(await bringBack(context, one.id, branches.get(one.id), lookup));
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code === "cancelled") throw error;
      // Somebody else has brought it back in the same moment.
      if (error.code === "exists" && (await findSession(context.fs, context.sessions.directory, one.id)) !== undefined)
        continue;
      left.push({ id: one.id, reason: joined([error.text, error.hintText]) });
    }
  }
  return { adopted, left };
}

async function bringBack(
  context: ForkContext,
  id: SessionId,
  branch: AdoptedOfLost | undefined,
  lookup: LostLookup,
): Promise<SessionView> {
  if (branch === undefined) {
    return context.sessions.create(await recordOfLost(context, { id, adopted: undefined }, lookup));
  }
  return inAdoptionTurn(context, async () => {
    // Of two that were on one branch only the first has it again.
    const isFree = (await sessionOnBranch(context.fs, context.root, branch.ref)) === undefined;
    const adopted = isFree ? branch : undefined;
    // What it was measured against was a branch.
    const among = adopted === undefined ? lookup.plain : [];
    return context.sessions.create(await recordOfLost(context, { id, adopted }, { ...lookup, plain: among }));
  });
}

/** Those of the lost sessions that are named. Throws `not-found` for a name that none of them has, and says which there are. */
export function chosenOf(lost: readonly LostSession[], ids: readonly SessionId[]): readonly LostSession[] {
  const unknown = ids.find((id) => !lost.some((one) => one.id === id));
  if (unknown === undefined) return lost.filter(({ id }) => ids.includes(id));
  const names = lost.map(({ id }) => id).join(", ");
  throw new WorkflowError(
    "not-found",
    say`There is no lost session ${unknown}.`,
    names === "" ? say`No session is lost.` : say`Lost are: ${names}.`,
  );
}
