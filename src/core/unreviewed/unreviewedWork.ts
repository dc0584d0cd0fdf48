import type { AuditLog } from "../audit/auditLog.ts";
import { asWorkflowError } from "../base/errors.ts";
import type { Clock, FileSystem, Logger } from "../base/ports.ts";
import { joined, say, type Text } from "../base/text.ts";
import { formatTime, parseTime } from "../base/time.ts";
import { joinPath } from "../files/paths.ts";
import { readOrNothing } from "../files/readOrNothing.ts";
import type { Arrival, BranchMove, LandingLook } from "../forks/findArrivals.ts";
import type { Forks } from "../forks/forks.ts";
import type { LookedFork, RememberedFork } from "../forks/model/lookedFork.ts";
import { diffTrees, type PathChange } from "../git/objects/treeDiff.ts";
import { readRefs } from "../git/refs/refs.ts";
import { outputText } from "../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import { shortName, type RefName } from "../git/repository/refName.ts";
import type { Repository } from "../git/repository/repository.ts";
import { shortObjectId } from "../git/repository/shortObjectId.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import { requireCheckoutTarget } from "../forks/worktree/findCheckoutTarget.ts";
import { moveBack } from "../review/kinds/common/moveBranch.ts";
import type { RequestView } from "../review/requests/requests.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import { type ArrivalRecord, isSameWork } from "./arrivalRecord.ts";
import type { ArrivalStore, SeenBefore } from "./arrivalStore.ts";
import { undoRange, type UndoRange } from "./undoRange.ts";

export interface UnreviewedWorkOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sessions: Pick<Sessions, "get" | "list" | "ensureTemporary">;
  readonly store: ArrivalStore;
  readonly audit: Pick<AuditLog, "append">;
  readonly git: () => Promise<{
    readonly repository: Repository;
    readonly forks: Pick<Forks, "lookForForks" | "arrivals" | "isIn">;
    readonly checkpoints: Checkpoints;
  }>;
  /** All requests as they are now, with their trusted receipts. */
  readonly requests: () => Promise<readonly RequestView[]>;
}

/** A request names the branch its session shall go into. */
export interface AskedBranch {
  readonly session: SessionId;
  readonly ref: RefName;
}

export interface UnreviewedLook {
  /** Work that is in a branch now, that no receipt accounts for, and that no person has marked as seen. */
  readonly arrivals: readonly ArrivalRecord[];
  /** Branches that were looked at. */
  readonly branches: readonly RefName[];
  /** Branches of the forks whose work was looked for: once one has moved, the next look has to know it. */
  readonly forks: readonly RefName[];
  /** Something is being granted right now, so a move was left for the next look. */
  readonly postponed: boolean;
}

/** What taking an arrival back would move. */
export interface UndoPreview {
  /** Where the branch would be. */
  readonly from: ObjectId;
  readonly commits: readonly { readonly id: string; readonly subject: string }[];
  /** How many there are; `commits` names the newest. */
  readonly count: number;
}

/** Milliseconds in which the window that found something puts it on record; then another one does. */
const recordedWithin = 60_000;

/** Commits named in a question. */
const mostNamed = 5;

/** Bytes of a log beyond which it is not read. */
const largestLog = 8 * 1024 * 1024;

/** What git's log says of every move that is made here on a person's word. */
const ownMove = /\tworkflow: /u;

/**
 * Work of sessions that came to a branch around the gate: noticed by where branches stood at the last look, whoever looked, and put on record once.
 * Only forks count, by what was committed in them (findMerged), so what was only brought up to a branch, rebased, or branched off is nothing.
 */
export class UnreviewedWork {
  readonly #options: UnreviewedWorkOptions;

  constructor(options: UnreviewedWorkOptions) {
    this.#options = options;
  }

  /** Looks at what has moved since the last look. A branch that is seen for the first time says nothing. */
  async look(asked: readonly AskedBranch[], reviewer: string, signal?: AbortSignal): Promise<UnreviewedLook> {
    const { store } = this.#options;
    const { repository, forks } = await this.#options.git();
    const seen = await store.seen();
    const branches = [...seen.branches.keys(), ...asked.map(({ ref }) => ref)];
    const look = await forks.lookForForks({ forks: seen.forks, branches }, signal);
    const now = await standingOf(repository, [...branches, ...look.forks.flatMap(({ targets }) => targets)], signal);
    const next = new Map(now);
    let postponed = false;
    for (const [ref, to] of now) {
      const from = seen.branches.get(ref);
      if (from === undefined || from === to) continue;
      const concerned = look.forks.filter(
        ({ session, branch, targets }) =>
          branch !== ref && (targets.includes(ref) || asked.some((one) => one.session === session && one.ref === ref)),
      );
      const found = await this.#arrivals({ ref, from, to }, { ...look, forks: concerned }, signal);
      if (found === "deciding") postponed = true;
      // What no fork goes into at the moment is looked at from here once one does again.
      if (found === "deciding" || concerned.length === 0) next.set(ref, from);
      else for (const one of found) await this.#add({ ref, from, to }, one, reviewer);
    }
    // Where a move is left for the next look, forks are looked for then as they were before it.
    const forksNow = postponed && seen.forks.length > 0 ? seen.forks : look.forks.map(toRemember);
    if (!isSame(seen, { branches: next, forks: forksNow })) await store.remember({ branches: next, forks: forksNow });
    const arrivals = await this.#standing(now, reviewer, signal);
    return { arrivals, branches: [...now.keys()], forks: look.forks.map(({ branch }) => branch), postponed };
  }

  async markSeen(record: ArrivalRecord): Promise<void> {
    await this.#options.store.update({ ...record, seen: true });
  }

  /** What the move that brought it has changed in the branch. */
  async changes({ from, to }: ArrivalRecord, signal?: AbortSignal): Promise<readonly PathChange[]> {
    return diffTrees((await this.#options.git()).repository, from, to, { signal });
  }

  /** What `undo` would take out of the branch. Throws as it does. */
  async previewUndo(record: ArrivalRecord, signal?: AbortSignal): Promise<UndoPreview> {
    const { repository } = await this.#options.git();
    const { from, to } = await this.#undoRange(repository, record, signal);
    const format = ["--no-commit-header", "--format=%H %s"];
    const list = ["rev-list", ...format, to, `^${from}`, "--"];
    const lines = outputText(await repository.read(list, { signal }))
      .split("\n")
      .filter((line) => line !== "");
    const commits = lines.slice(0, mostNamed).map((line) => {
      const cut = line.indexOf(" ");
      return { id: line.slice(0, cut), subject: line.slice(cut + 1) };
    });
    return { from, commits, count: lines.length };
  }

  /**
   * Brings the branch back to where it stood before the work came (undoRange.ts), by compare-and-swap, with the files where it is checked out. Throws `conflict` where it has moved again or
   * its working tree is in the way, `refused` where what would go is published, or is not all of the session.
   */
  async undo(record: ArrivalRecord, reviewer: string, signal?: AbortSignal): Promise<Text> {
    const { fs, sessions, store } = this.#options;
    const { repository, checkpoints } = await this.#options.git();
    const { ref, session } = record;
    const { from, to } = await this.#undoRange(repository, record, signal);
    const context = { fs, sessions, checkpoints, repository };
    const owner = await requireCheckoutTarget(context, session, ref, signal);
    const message = await moveBack(context, { ref, from, to }, null, owner, signal);
    await store.remove(record);
    // What brings it again before the next look is another arrival.
    const seen = await store.seen();
    await store.remember({ ...seen, branches: new Map([...seen.branches, [ref, from]]) });
    await this.#append(record, "undone", message, reviewer);
    return message;
  }

  /** Those a move has brought without a review; `deciding`: a grant that may account for it has no receipt yet. */
  async #arrivals(move: BranchMove, look: LandingLook, signal?: AbortSignal): Promise<readonly Arrival[] | "deciding"> {
    const { forks, repository } = await this.#options.git();
    const options = { ...look, signal };
    if ((await forks.arrivals(move, { ...options, known: [] })).length === 0) return [];
    const views = await this.#options.requests();
    // A push moves no branch here, and it may take long until anybody knows what came of one.
    if (views.some(({ state, request }) => state === "deciding" && request?.kind !== "publish")) return "deciding";
    const own = await this.#isOwnMove(repository, move);
    const known = views.flatMap(({ state, receipt }): readonly ObjectId[] => {
      const counts = state === "executed" || (state === "undone" && own);
      const to = receipt?.ref === move.ref && receipt.outcome === "executed" ? receipt.to : null;
      return counts && to !== null && isObjectId(to) ? [to] : [];
    });
    return forks.arrivals(move, { ...options, known });
  }

  /** Whether the branch's log says that its last move was one of ours, such as one that was taken back and made again. */
  async #isOwnMove({ paths }: Repository, { ref, to }: BranchMove): Promise<boolean> {
    const log = await readOrNothing(this.#options.fs, joinPath(paths.commonDir, "logs", ref), largestLog);
    const last =
      outputText(log ?? new Uint8Array())
        .trimEnd()
        .split("\n")
        .at(-1) ?? "";
    return last.split(" ")[1] === to && ownMove.test(last);
  }

  /**
   * Of all windows that see it, the one that makes its file puts it on record. What one of our own moves brings again (an undo that failed half-way) is on
   * record already.
   */
  async #add({ ref, from, to }: BranchMove, arrival: Arrival, reviewer: string): Promise<void> {
    const { session, head, how, commit, pulled } = arrival;
    const found = formatTime(this.#options.clock.now());
    const flags = { pulled, recorded: false, seen: false, absent: false };
    const record: ArrivalRecord = { version: 1, ref, from, to, session, head, how, commit, ...flags, found };
    const before = (await this.#options.store.list()).find((one) => isSameWork(one, record));
    if (before?.absent === true) {
      if (await this.#isOwnMove((await this.#options.git()).repository, { ref, from, to })) {
        await this.#options.store.update({ ...before, absent: false });
        return;
      }
      await this.#options.store.remove(before);
    }
    if ((await this.#options.store.add(record)) && !pulled) await this.#record(record, reviewer);
  }

  /** Those that are still there. What was taken back is forgotten, and what its window could not put on record is tried again. */
  async #standing(
    now: ReadonlyMap<RefName, ObjectId>,
    reviewer: string,
    signal?: AbortSignal,
  ): Promise<readonly ArrivalRecord[]> {
    const { store, clock } = this.#options;
    const { forks } = await this.#options.git();
    const standing: ArrivalRecord[] = [];
    for (const record of await store.list()) {
      const at = now.get(record.ref);
      if (at === undefined) await store.remove(record);
      else if (!(await forks.isIn(record, at, signal))) {
        if (!record.absent) await store.update({ ...record, absent: true });
      } else if (!record.absent) {
        const isLeft = clock.now() - (parseTime(record.found) ?? 0) > recordedWithin;
        if (!record.recorded && !record.pulled && isLeft) await this.#record(record, reviewer);
        if (!record.seen) standing.push(record);
      }
    }
    return standing;
  }

  async #record(record: ArrivalRecord, reviewer: string): Promise<void> {
    const { ref, from, to, session, how } = record;
    const moved = say`${shortName(ref)} moved from ${shortObjectId(from)} to ${shortObjectId(to)} without a review;`;
    const message = joined([moved, say`it has the work of ${session} now (${how}).`]);
    if (await this.#append(record, "unreviewed", message, reviewer)) {
      await this.#options.store.update({ ...record, recorded: true });
    }
  }

  /** False: the log does not know it. */
  async #append(
    { session }: ArrivalRecord,
    event: "unreviewed" | "undone",
    message: Text,
    reviewer: string,
  ): Promise<boolean> {
    const { audit, fs, logger } = this.#options;
    const { commonDir } = (await this.#options.git()).repository.paths;
    const repository = (await fs.realPath(commonDir)) ?? commonDir;
    const none = { request: null, kind: null, fingerprint: null };
    try {
      await audit.append({ event, session, repository, reviewer, ...none, message: String(message) });
      return true;
    } catch (error) {
      logger.error(`The audit log does not know this: ${String(message)} ${asWorkflowError(error).message}`, error);
      return false;
    }
  }

  async #undoRange(repository: Repository, record: ArrivalRecord, signal?: AbortSignal): Promise<UndoRange> {
    const { fs, store } = this.#options;
    const fork = (await store.seen()).forks.find(({ session }) => session === record.session);
    return undoRange({ fs, repository }, record, fork, signal);
  }
}

/** Where those of the branches stand that are there. */
async function standingOf(
  repository: Repository,
  refs: readonly RefName[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<RefName, ObjectId>> {
  const names = new Set(refs);
  // Without a name git would list every ref there is, and for one that is gone those below it.
  if (names.size === 0) return new Map();
  return new Map([...(await readRefs(repository, [...names], signal))].filter(([ref]) => names.has(ref)));
}

function toRemember({ session, origin, branch, head, own, targets }: LookedFork): RememberedFork {
  const { checkpoint } = origin;
  const known = { session: origin.session, commit: origin.commit, ...(checkpoint === undefined ? {} : { checkpoint }) };
  return { session, origin: known, branch, head, own, targets };
}

function isSame(one: SeenBefore, other: SeenBefore): boolean {
  const [before, now] = [one.branches, other.branches];
  const stand = before.size === now.size && [...before].every(([ref, id]) => now.get(ref) === id);
  return stand && JSON.stringify(one.forks) === JSON.stringify(other.forks);
}
