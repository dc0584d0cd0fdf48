import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { ignoreContents } from "../files/directories.ts";
import { joinPath } from "../files/paths.ts";
import type { IgnoredPath } from "../forks/removal/ignoredPaths.ts";
import type { KeptFork } from "../forks/removal/keepFork.ts";
import type { SetupResult } from "../forks/openFork.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { requireOwnNotes } from "../sessions/scope/withheldNotes.ts";
import { type FoundRun, isOpen } from "./model/foundRun.ts";
import { liveLeases } from "./model/leases.ts";
import type { RunRecord } from "./model/run.ts";
import type { RunContext } from "./model/runContext.ts";
import { terminalTool } from "./model/terminalTool.ts";
import { neverFound } from "./neverFound.ts";
import { runEnvironment } from "./runEnvironment.ts";

/** What retry, reset and teardown have in common: the run is idle, its work is kept first, and a call that was cut off is carried on by the next one. */

type Operation = NonNullable<RunRecord["pending"]>["operation"];

export interface ChangeOptions {
  /** Programs a person has approved, as `key=value` (checkoutAudit.ts). */
  readonly approved?: readonly string[];
  /** Run in the renewed capsule, in a shell. */
  readonly setup?: string;
  readonly signal?: AbortSignal;
}

/** A run whose work is kept. */
export interface KeptRun {
  readonly run: FoundRun;
  readonly base: ObjectId;
  readonly head: ObjectId | undefined;
  /** The pinned checkpoint; `null`: there was nothing to keep. */
  readonly checkpoint: number | null;
  /** What no checkpoint holds; then nothing is begun. */
  readonly unheld: readonly string[];
  /** What git ignores there and goes with the files. */
  readonly ignored: readonly IgnoredPath[];
}

/** The run of this name, after what a killed process has left undone of its fork is carried to its end, which may have put it into the archive. */
export async function findWhole({ store, forks }: RunContext, task: string): Promise<FoundRun | undefined> {
  const run = await store.find(task);
  if (run === undefined || !isOpen(run)) return run;
  return (await forks.recover(run.place.id)) === undefined ? run : store.find(task);
}

/** The open run of this name. Throws `not-found`, and `refused` for one of another scope. */
export async function openRun(context: RunContext, task: string): Promise<FoundRun> {
  const { store, sessions } = context;
  const run = (await findWhole(context, task)) ?? (await neverFound(context, task));
  requireOwnNotes(await sessions.get(run.place.id));
  if (isOpen(run)) return store.settle(run);
  throw new WorkflowError(
    "not-found",
    say`The run ${task} is over.`,
    say`Start it again (wfs run start ${task} --lane ${run.record.lane}).`,
  );
}

/** Throws `conflict` while a program runs in it that whoever asks is no part of. */
export async function requireIdle(context: RunContext, { task, directory }: FoundRun): Promise<void> {
  const lease = (await liveLeases(context, directory)).find(({ id }) => context.inside?.leases.includes(id) !== true);
  if (lease === undefined) return;
  if (lease.tool === terminalTool) {
    throw new WorkflowError(
      "conflict",
      say`A terminal is open in the run ${task} (process ${lease.program ?? lease.process}).`,
      say`Close it in VS Code, then try again; nothing was changed.`,
    );
  }
  throw new WorkflowError(
    "conflict",
    say`A program runs in the run ${task} (process ${lease.program ?? lease.process}): ${lease.command ?? lease.tool}`,
    say`Wait until it has ended, or end it, then try again; nothing was changed.`,
  );
}

/** Throws `conflict` where a reset, a retry or a teardown was cut off: nothing is done in what is half of each. */
export function requireNothingPending({ task, record }: Pick<FoundRun, "task" | "record">): void {
  if (record.pending === undefined) return;
  const { operation } = record.pending;
  throw new WorkflowError(
    "conflict",
    say`A ${operation} of the run ${task} was cut off.`,
    say`“wfs run ${operation} ${task}” carries it on.`,
  );
}

/** Throws `refused` for one that waits for its turn. */
export function baseOf({ task, record }: FoundRun): ObjectId {
  if (record.base !== null) return record.base;
  throw new WorkflowError(
    "refused",
    say`The run ${task} waits for its turn; nothing of it is made yet.`,
    say`“wfs run show ${task}” says how it stands.`,
  );
}

/**
 * Keeps the work of a run in a pinned checkpoint and writes down what is begun. What a call that was cut off has begun is carried on, but what stands there by now is kept, too: somebody may
 * have worked since.
 */
export async function beginChange(
  context: RunContext,
  run: FoundRun,
  operation: Operation,
  { signal }: ChangeOptions,
): Promise<KeptRun> {
  const { forks, checkpoints, store } = context;
  const base = baseOf(run);
  const { id } = run.place;
  const { head, unheld, ignored, checkpoint: made }: KeptFork = await forks.keep(id, base, signal);
  if (unheld.length > 0) return { run, base, head, checkpoint: made?.n ?? null, unheld, ignored };
  if (made !== null) await checkpoints.pin(id, made.n, signal);
  const begun = await store.change(run, ({ attempt, kept: earlier, pending }) => {
    const former = pending?.operation === operation ? pending.checkpoint : null;
    const isKnown = made === null || earlier.some((one) => one.checkpoint === made.n);
    return {
      pending: { operation, checkpoint: former ?? made?.n ?? null, head: head ?? null },
      kept: isKnown ? earlier : [...earlier, { attempt, checkpoint: made.n, why: operation }],
    };
  });
  return { run: begun, base, head, checkpoint: begun.record.pending?.checkpoint ?? null, unheld, ignored };
}

/**
 * Begins what brings an idle run back to its base in the same or a fresh worktree: what would be refused is looked at first, then its work is kept, all of it.
 */
export async function beginRenewal(
  context: RunContext,
  run: FoundRun,
  operation: Exclude<Operation, "teardown">,
  options: ChangeOptions,
): Promise<KeptRun> {
  await requireIdle(context, run);
  await context.forks.requireRenewable(run.place.id, { ...options, begun: run.record.pending !== undefined });
  const kept = await beginChange(context, run, operation, options);
  requireHeld(kept);
  return kept;
}

/** Throws `refused` where something would be gone for good. */
function requireHeld({ run, unheld }: KeptRun): void {
  if (unheld.length === 0) return;
  const [first = "", ...more] = unheld;
  const named = more.length === 0 ? first : `${first} (+${more.length})`;
  throw new WorkflowError(
    "refused",
    say`The worktree of the run ${run.task} has what no checkpoint holds: ${named}`,
    say`Move that away, commit it or delete it, then try again; nothing was changed.`,
  );
}

/** Empties what dies with the capsule: one rename, and the files go in the background. Also what a killed call has left of it. */
export async function clearScratch(
  { fs, random, discard }: RunContext,
  { directory }: FoundRun,
  again: boolean,
): Promise<void> {
  await fs.rename(joinPath(directory, "scratch"), joinPath(directory, `scratch~${random.name(4)}`));
  if (again) {
    await fs.makeDirectory(joinPath(directory, "scratch"));
    await ignoreContents(fs, joinPath(directory, "scratch"));
  }
  const left = ((await fs.names(directory)) ?? []).filter((name) => name.startsWith("scratch~"));
  for (const name of left) discard(fs.removeTree(joinPath(directory, name)));
}

/** What a record remembers of how the setup command has ended. */
export function failedSetup(setup: SetupResult | null): number | undefined {
  return setup === null || setup.exitCode === 0 ? undefined : setup.exitCode;
}

/**
 * Runs the setup command that whoever asks has given, with the environment of the run and nothing else. Never one that a record says: any program of the run can write that.
 */
export async function setUp(
  context: RunContext,
  run: FoundRun,
  worktree: string,
  { setup, signal }: Pick<ChangeOptions, "setup" | "signal">,
): Promise<SetupResult | null> {
  if (setup === undefined) return null;
  const { sessions } = context;
  const { place, record } = run;
  const session = {
    WORKFLOW_SESSION: place.id,
    WORKFLOW_SESSION_DIR: place.path,
    WORKFLOW_ROOT: sessions.root,
    WORKFLOW_WORKTREE: worktree,
  };
  const scope = record.user_scope ?? context.scope();
  return context
    .setup(setup)
    .run(setup, worktree, { variables: runEnvironment(context, { ...run, scope }, session), signal });
}

/** The same in a renewed capsule, whose record says how it has ended. */
export async function setUpAgain(
  context: RunContext,
  run: FoundRun,
  worktree: string,
  options: Pick<ChangeOptions, "setup" | "signal">,
): Promise<{ readonly run: FoundRun; readonly setup: SetupResult | null }> {
  const setup = await setUp(context, run, worktree, options);
  const setup_failed = failedSetup(setup);
  if (setup_failed === run.record.setup_failed) return { run, setup };
  return { run: await context.store.change(run, () => ({ setup_failed })), setup };
}
