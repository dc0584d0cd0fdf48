import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import { gitDirectoryAt } from "../git/directory/gitDirectory.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { takeOutSecrets } from "../redaction/givenText.ts";
import { baseOf, openRun, requireNothingPending } from "./changeRun.ts";
import { beginLease, endLease, leaseId, nameProgram } from "./model/leases.ts";
import type { RunContext } from "./model/runContext.ts";
import { type RunView, viewRun } from "./viewRun.ts";

/** Bytes of a worktree's index (some 25,000 files) beyond which nobody looks at its files before and after each program: that takes longer than most programs. */
const largestIndex = 3 * 1024 * 1024;
/** Milliseconds such a look may take, however slow the machine is. */
const longestLook = 5000;
/** Paths named in one event. */
const mostNamed = 200;
const longestCommand = 1000;

export interface ProgramOptions {
  /** Which tool it is; a program that somebody has asked for: `exec`, a terminal of VS Code: `terminal`. */
  readonly tool: string;
  readonly command: readonly string[];
  /** Whether to look which files it changes. */
  readonly looks: boolean;
  /** It is part of finishing the run, which does not reopen it. */
  readonly finishes?: true;
  /** Whoever asks works in it, not the agent the run is for. */
  readonly byAsker?: true;
}

/** Files that a program has changed; `undefined`: nobody looked, or it took too long. */
export type TouchedFiles = readonly string[] | undefined;

/** A program that is about to run in a run. */
export interface ProgramInRun {
  readonly view: RunView;
  /** Absolute; its files are what the program works on. */
  readonly worktree: string;
  /** The run was finished, and goes on with this program; what it has kept stays until it is finished again. */
  readonly reopened: boolean;
  /** The lease of it and of those it is part of, for its environment (runEnvironment.ts). */
  readonly leases: readonly string[];
  /** To be told the process, so that the run counts as busy as long as that lives. Never fails. */
  readonly began: (program: number) => Promise<void>;
  /** To be told the exit code; `null`: it did not run. */
  readonly ended: (exit: number | null) => Promise<TouchedFiles>;
}

/** Says that a program begins: a lease keeps resets and teardowns off, and what it does is noted as events. A finished run is reopened by it. Throws `conflict` while the run is being changed. */
export async function beginProgram(context: RunContext, task: string, options: ProgramOptions): Promise<ProgramInRun> {
  const { store, events, random, clock, logger } = context;
  const run = await openRun(context, task);
  baseOf(run);
  const { text } = await takeOutSecrets(options.command.join(" "));
  const command = text.slice(0, longestCommand);
  const { tool } = options;
  const lease = await beginLease(context, run.directory, { tool, command });
  try {
    if (await store.isChanging(task)) {
      throw new WorkflowError(
        "conflict",
        say`The run ${task} is being changed right now.`,
        say`Wait until that has ended, then try again; nothing was run.`,
      );
    }
    const found = await openRun(context, task);
    const worktree = requireWhole(await viewRun(context, found));
    const reopened = found.record.state === "needs-review" && options.finishes !== true;
    const view = await viewRun(context, reopened ? await store.change(found, () => ({ state: "ready" })) : found);
    const before = options.looks ? await look(context, worktree) : undefined;
    const { lane, attempt } = run.record;
    const session = run.place.id;
    const said = { task, lane, attempt, call: random.name(8), tool, command };
    const actor = options.byAsker === true ? undefined : run.record.agent?.name;
    await events.note("tool.started", session, said, actor);
    const since = clock.elapsed();
    return {
      view,
      worktree,
      reopened,
      leases: [...(context.inside?.leases ?? []), leaseId(lease)],
      began: async (program) =>
        nameProgram(context, lease, program).catch((error: unknown) => {
          logger.warn(`The lease ${lease} could not be completed: ${String(error)}`);
        }),
      async ended(exit) {
        const ms = Math.round(clock.elapsed() - since);
        const after = before === undefined ? undefined : await look(context, worktree);
        const touched =
          before === undefined || after === undefined ? undefined : await context.forks.changedPaths(before, after);
        const changed = touched?.slice(0, mostNamed) ?? null;
        const more = (touched?.length ?? 0) - (changed?.length ?? 0);
        await events.note("tool.ended", session, { ...said, exit, ms, changed, more }, actor);
        await endLease(context, lease);
        return touched;
      },
    };
  } catch (error) {
    await endLease(context, lease);
    throw error;
  }
}

function requireWhole(view: RunView): string {
  requireNothingPending(view);
  const { task, worktree } = view;
  if (worktree !== null) return worktree;
  throw new WorkflowError(
    "not-found",
    say`The run ${task} has no worktree any more.`,
    say`“wfs run retry ${task}” begins it again from its base.`,
  );
}

/** The tree of everything in the worktree; runs nothing of the repository. `undefined`: it has too many files or takes too long, or git cannot say. */
async function look({ checkpoints, clock, fs, logger }: RunContext, worktree: string): Promise<ObjectId | undefined> {
  const directory = await gitDirectoryAt(fs, worktree);
  if (directory === undefined || directory === "broken") return undefined;
  if (((await fs.lstat(joinPath(directory.own, "index")))?.size ?? 0) > largestIndex) return undefined;
  const giveUp = new AbortController();
  const ended = new AbortController();
  const late = clock.sleep(longestLook, ended.signal).then(
    () => {
      giveUp.abort();
    },
    () => undefined,
  );
  try {
    return await checkpoints.treeAt(worktree, giveUp.signal);
  } catch (error) {
    logger.debug(`The files of ${worktree} were not looked at: ${String(error)}`);
    return undefined;
  } finally {
    ended.abort();
    await late;
  }
}
