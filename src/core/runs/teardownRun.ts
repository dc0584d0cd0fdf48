import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import type { RemovedFork } from "../forks/removal/removedFork.ts";
import { KeptText } from "../redaction/keptText.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { beginChange, type ChangeOptions, clearScratch, findWhole, requireIdle } from "./changeRun.ts";
import { worktreeOf } from "./viewRun.ts";
import { neverFound } from "./neverFound.ts";
import { type FoundRun, isOpen } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";
import { runDirectory, runRecordName, runsName } from "./model/runPaths.ts";

export interface TeardownOptions extends ChangeOptions {
  /** Who asks for the removal where it has to be asked for. */
  readonly requestedBy: string;
}

export interface TornDown {
  readonly task: string;
  readonly session: SessionId;
  /** `requested`: nothing was removed, because no checkpoint would hold `unheld`; a person decides. `already`: it was done before. */
  readonly outcome: "removed" | "already" | "requested";
  readonly checkpoint: number | null;
  readonly request: RequestId | null;
  readonly unheld: readonly string[];
  /** Requests that waited about the fork, which is gone. */
  readonly stale: readonly RequestId[];
  /** `null`: the run has not made its fork, whose worktree and branch stay, or it is gone already. */
  readonly removed: RemovedFork | null;
  /** The worktree of a fork that the run has not made, which stays; `null`: none does. */
  readonly worktree: string | null;
}

/**
 * Takes a run away: its work is kept in a pinned checkpoint, then worktree, branch, scratch, leases and its name go. Of a fork that the run has not made, worktree and branch stay. The
 * record stays with the session, in the archive. Each step may be repeated after a kill, by the same call:
 * 1. checkpoint, pinned; where it does not hold everything, a teardown is asked for and nothing more is done
 * 2. what is begun is written down
 * 3. scratch and leases go
 * 4. the fork is removed (removeFork.ts)
 * 5. the record says so
 * 6. the name is given up
 */
export async function teardownRun(context: RunContext, task: string, options: TeardownOptions): Promise<TornDown> {
  const { store } = context;
  return store.alone(task, async () => {
    const found = await findWhole(context, task);
    if (found === undefined) return forgetClaim(context, task);
    const { id } = found.place;
    const nothing = {
      task,
      session: id,
      checkpoint: null,
      request: null,
      unheld: [],
      stale: [],
      removed: null,
      worktree: null,
    };
    if (!isOpen(found)) {
      const wasPending = found.record.state !== "removed" && found.record.pending?.operation === "teardown";
      await end(context, found, found.record.pending?.checkpoint ?? null);
      return { ...nothing, outcome: wasPending ? "removed" : "already" };
    }
    const run = await store.settle(found);
    await requireIdle(context, run);
    if (!run.record.made_fork || run.record.base === null) {
      await clearScratch(context, run, false);
      await end(context, run, null);
      return { ...nothing, outcome: "removed", worktree: await worktreeOf(context, id) };
    }
    const kept = await beginChange(context, run, "teardown", options);
    const { checkpoint, unheld } = kept;
    if (unheld.length > 0) {
      const request = await ask(context, run, unheld, options);
      return { ...nothing, outcome: "requested", checkpoint, request, unheld };
    }
    await clearScratch(context, kept.run, false);
    const { signal } = options;
    const waiting = (await (await context.requests()).list()).filter(({ session }) => session === id);
    const removed = await context.forks.remove(id, { force: true, ...(signal === undefined ? {} : { signal }) });
    const archived = (await store.again(kept.run)) ?? kept.run;
    await end(context, archived, checkpoint);
    return { ...nothing, outcome: "removed", checkpoint, removed, stale: waiting.map((request) => request.id) };
  });
}

/** Steps 5 and 6. */
async function end(context: RunContext, run: FoundRun, checkpoint: number | null): Promise<void> {
  const { fs, store, events } = context;
  const { task, place, record } = run;
  if (record.state !== "removed") {
    await fs.removeTree(joinPath(run.directory, "leases"));
    await clearScratch(context, run, false);
    await store.change(run, () => ({ state: "removed", pending: undefined }));
    const { lane, attempt } = record;
    await events.note("run.removed", place.id, { task, lane, attempt, checkpoint });
  }
  await store.release(task, place.id);
}

/** A claim without a record: what a start has made that was cut off or refused. A fork of it that holds work is not removed. */
async function forgetClaim(context: RunContext, task: string): Promise<TornDown> {
  const { store, sessions, forks } = context;
  const claim = await store.claim(task);
  if (claim === undefined) return neverFound(context, task);
  if (store.isBeingMade(task, claim)) {
    throw new WorkflowError(
      "conflict",
      say`The run ${task} is just being started, in ${claim.session}.`,
      say`Wait a moment, then try again; nothing was changed.`,
    );
  }
  const fork = (await sessions.list()).find(({ id, state }) => id === claim.session && state !== "archived");
  if (fork !== undefined && claim.made === true) await requireNoRecord(context, task, fork.path);
  const removed = claim.made_fork && claim.made !== true && fork !== undefined ? await forks.remove(fork.id) : null;
  await store.release(task, claim.session);
  const nothing = {
    task,
    session: claim.session,
    checkpoint: null,
    request: null,
    unheld: [],
    stale: [],
    worktree: null,
  };
  return { ...nothing, removed, outcome: removed === null ? "already" : "removed" };
}

/** Throws `refused` where something stands that cannot be read as the run's record: nobody knows then what is kept of it. */
async function requireNoRecord({ fs }: RunContext, task: string, session: string): Promise<void> {
  for (const path of [
    joinPath(session, runsName),
    runDirectory(session, task),
    joinPath(runDirectory(session, task), runRecordName),
  ]) {
    const kind = (await fs.lstat(path))?.kind;
    if (kind === undefined) return;
    if (kind === "directory" && !path.endsWith(runRecordName)) continue;
    throw new WorkflowError(
      "refused",
      say`${path} cannot be read as the record of the run ${task}.`,
      say`Bring it back, or remove the fork with what it holds (wfs fork remove); nothing was changed.`,
    );
  }
}

async function ask(
  context: RunContext,
  { task, place }: FoundRun,
  unheld: readonly string[],
  { requestedBy, signal }: TeardownOptions,
): Promise<RequestId> {
  const named = unheld.slice(0, 10).join(", ");
  const more = unheld.length > 10 ? ` and ${unheld.length - 10} more` : "";
  const summary = new KeptText(`Tear the run ${task} down. No checkpoint holds ${named}${more}`);
  const input = { summary, requestedBy, ...(signal === undefined ? {} : { signal }) };
  return (await (await context.requests()).ask("teardown", place.id, input)).id;
}
