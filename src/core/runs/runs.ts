import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { WithRedacted } from "../redaction/givenText.ts";
import { sessionToLookAt } from "../sessions/model/meantSession.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { type ChangeOptions, openRun } from "./changeRun.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunRecord } from "./model/run.ts";
import type { RunContext } from "./model/runContext.ts";
import { runEnvironment } from "./runEnvironment.ts";
import { beginProgram, type ProgramInRun, type ProgramOptions } from "./programInRun.ts";
import { type RenewedRun, resetRun } from "./resetRun.ts";
import { type RetriedRun, retryRun } from "./retryRun.ts";
import { teardownRun, type TeardownOptions, type TornDown } from "./teardownRun.ts";
import { type NewRun, type StartedRun, startRun } from "./startRun.ts";
import { touchedByRun } from "./touchedByRun.ts";
import { type RunView, viewRun } from "./viewRun.ts";

export interface RunsOptions extends Omit<RunContext, "discard"> {
  /** The run whoever asks is a program of, as its environment says. */
  readonly insideTask?: string;
  /** The fork whose worktree whoever asks stands in. */
  readonly here?: SessionId;
}

/** Runs of one workspace, for all doors. Every failure is a `WorkflowError`; what was refused has changed nothing. Inside of a run only that one may be changed. */
export class Runs {
  readonly #options: RunsOptions & RunContext;
  readonly #deletions = new Set<Promise<void>>();

  constructor(options: RunsOptions) {
    this.#options = { ...options, discard: (deletion) => this.#follow(deletion) };
  }

  /** Starts one (startRun.ts). */
  async start(input: NewRun): Promise<WithRedacted<StartedRun & Viewed>> {
    await this.requireOwn(input.task);
    return this.#viewed(await startRun(this.#options, input));
  }

  /** Throws `not-found`. */
  async get(task: string): Promise<RunView> {
    return viewRun(this.#options, await this.#options.store.get(task));
  }

  /** Files its programs have changed in this attempt (touchedByRun.ts). */
  async touched(run: FoundRun): Promise<readonly string[]> {
    return touchedByRun(this.#options, run);
  }

  /** Those that have their name. `all`: also those that are over, and those whose claim is lost. */
  async list(all = false): Promise<readonly RunView[]> {
    const found = await this.#options.store.list(all);
    return Promise.all(found.map(async (run) => viewRun(this.#options, run)));
  }

  /** The run whoever asks is in: that of its environment, else that of the worktree it stands in. */
  async inside(): Promise<string | undefined> {
    const { insideTask, here, store } = this.#options;
    if (insideTask !== undefined || here === undefined) return insideTask;
    return (await store.list()).find(({ place }) => place.id === here)?.task;
  }

  /** Throws `refused` where whoever asks is inside of another run. */
  async requireOwn(task: string): Promise<void> {
    const inside = await this.inside();
    if (inside === undefined || inside === task) return;
    throw new WorkflowError(
      "refused",
      say`This is the run ${inside}, which may not start or change another one (${task}).`,
      say`Do it from outside of the run, or ask the person who started it.`,
    );
  }

  /** The task that is meant: named, else that of the run one is in, else the only open one of the session meant or of a fork of it. */
  async meant(named?: string, ofSession?: SessionId): Promise<string> {
    const task = named ?? (ofSession === undefined ? await this.inside() : undefined);
    if (task !== undefined) return task;
    const { sessions, store } = this.#options;
    const session = sessionToLookAt(await sessions.meant(ofSession));
    const open = await store.list();
    const records = new Map((await sessions.list()).map(({ id, record }) => [id, record.forked_from?.session]));
    const own = open.filter(({ place }) => place.id === session || records.get(place.id) === session);
    const [only, ...others] = own;
    if (only !== undefined && others.length === 0) return only.task;
    throw new WorkflowError(
      "usage",
      only === undefined
        ? say`No run is meant: the session meant here has none.`
        : say`Several runs may be meant: ${own.map((run) => run.task).join(", ")}.`,
      say`Name one (wfs run list shows them).`,
    );
  }

  /** Says that a program begins in a run (programInRun.ts). */
  async begin(task: string, options: ProgramOptions): Promise<ProgramInRun> {
    await this.requireOwn(task);
    return beginProgram(this.#options, task, options);
  }

  /** Brings a run's capsule back to its base (resetRun.ts). */
  async reset(task: string, options: ChangeOptions = {}): Promise<RenewedRun & Viewed> {
    await this.requireOwn(task);
    return this.#viewed(await resetRun(this.#options, task, options));
  }

  /** Begins its next attempt in a fresh capsule (retryRun.ts). */
  async retry(task: string, options: ChangeOptions = {}): Promise<RetriedRun & Viewed> {
    await this.requireOwn(task);
    return this.#viewed(await retryRun(this.#options, task, options));
  }

  /** Takes a run away, its work kept (teardownRun.ts). */
  async teardown(task: string, options: TeardownOptions): Promise<TornDown> {
    await this.requireOwn(task);
    return teardownRun(this.#options, task, options);
  }

  /** Changes members of a run's record, in turn with every other change. */
  async change(task: string, fields: (record: RunRecord) => Partial<RunRecord>): Promise<RunView> {
    await this.requireOwn(task);
    return viewRun(this.#options, await this.#options.store.change(await openRun(this.#options, task), fields));
  }

  /** All of the environment of a program in the run; `session`: the context of its session as variables. */
  environment(view: RunView, session: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return runEnvironment(this.#options, view, session);
  }

  /** Waits for background deletions; what could not be deleted is logged, and tried again by the next sweep or teardown. */
  async whenDiscarded(): Promise<void> {
    await Promise.all([...this.#deletions, this.#options.forks.whenDiscarded()]);
  }

  async #viewed<Answer extends { readonly run: FoundRun }>(answer: Answer): Promise<Answer & Viewed> {
    return { ...answer, view: await viewRun(this.#options, answer.run) };
  }

  #follow(deletion: Promise<void>): void {
    const { logger } = this.#options;
    const ended = deletion.catch((error: unknown) => {
      logger.warn(`A scratch directory could not be deleted whole: ${String(error)}`);
    });
    this.#deletions.add(ended);
    void ended.then(() => this.#deletions.delete(ended));
  }
}

interface Viewed {
  readonly view: RunView;
}
