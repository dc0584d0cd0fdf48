import type { ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { ForkOrigin, SessionView } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { branchOfRecord } from "../../worktrees/forkBranch.ts";
import type { ForkContext } from "./forkContext.ts";
import type { ForkHeads } from "./forkHeads.ts";
import { type LandingTargets, targetsOf } from "./landingTargets.ts";
import { ownHeads } from "./ownHeads.ts";

/** A fork as a look has seen it: enough to find its work in a branch when the fork, its branch or the branch's log is gone. */
export interface RememberedFork {
  readonly session: SessionId;
  readonly origin: ForkOrigin;
  readonly branch: RefName;
  readonly head: ObjectId;
  /** Where its branch stood after work was done in it (ownHeads.ts), the newest last; `null`: nobody can tell. */
  readonly own: readonly ObjectId[] | null;
  /** Local branches it goes into, or went into at an earlier look. */
  readonly targets: readonly RefName[];
}

/** A fork to look for, and what is to be remembered of it. */
export interface LookedFork extends RememberedFork {
  /** Up to which commit its work is looked for, in this order: where its branch is now, and where it was at the last look. */
  readonly heads: readonly ObjectId[];
}

interface BranchLook {
  readonly heads: ForkHeads;
  readonly targets: LandingTargets;
}

/** Of each fork, the newest. */
const mostOwn = 100;
const mostTargets = 20;

/** Forks that were archived or are gone, the last ones: what is cleaned up right after a merge is looked for all the same. */
const mostOver = 20;

/** Forks that are not archived, each with what an earlier look knew of it, then those that are over. Logs of branches are read where these have moved. */
export async function forksToLookFor(
  context: ForkContext,
  sessions: readonly SessionView[],
  look: BranchLook,
  remembered: readonly RememberedFork[],
): Promise<readonly LookedFork[]> {
  const before = new Map(remembered.map((fork) => [fork.session, fork]));
  const present: LookedFork[] = [];
  for (const session of sessions.filter(isFork)) {
    const fork = await lookAt(context, session, look, before.get(session.id));
    if (fork !== undefined) present.push(fork);
    before.delete(session.id);
  }
  // A fork that was renamed has its commits under the new name.
  const over = [...before.values()].filter(({ head }) => !present.some(({ own }) => own?.includes(head) === true));
  return [...over.slice(-mostOver).map((fork) => ({ ...fork, heads: [fork.head] })), ...present];
}

/** Those in the archive are over: most of them were removed. */
export function isFork({ record, state }: SessionView): boolean {
  return record.forked_from !== undefined && state !== "archived";
}

async function lookAt(
  context: ForkContext,
  { id, record }: SessionView,
  { heads, targets }: BranchLook,
  before: RememberedFork | undefined,
): Promise<LookedFork | undefined> {
  const origin = record.forked_from;
  const now = heads.branches.get(id);
  const head = now ?? before?.head;
  if (origin === undefined || head === undefined) return undefined;
  const branch = branchOfRecord(id, record);
  const there = targetsOf(id, origin.session, heads, targets).flatMap(({ ref }) =>
    ref !== "HEAD" && ref.startsWith("refs/heads/") ? [ref] : [],
  );
  const isKnown = before?.head === head && before.own !== null;
  const logged = isKnown ? undefined : await ownHeads(context, { id, origin });
  const own = logged === undefined ? (before?.own ?? null) : newest([...(before?.own ?? []), ...logged], mostOwn);
  return {
    session: id,
    origin,
    branch,
    head,
    own,
    targets: newest([...(before?.targets ?? []), ...there], mostTargets),
    heads: [...new Set([head, before?.head ?? head])],
  };
}

/** The last ones, each once. */
function newest<Value>(values: readonly Value[], most: number): readonly Value[] {
  return [...new Set(values.toReversed())].slice(0, most).toReversed();
}
