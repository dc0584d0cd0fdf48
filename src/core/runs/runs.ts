import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { LeftOver } from "../forks/model/deletions.ts";
import type { WithRedacted } from "../redaction/givenText.ts";
import { sessionToLookAt } from "../sessions/model/meantSession.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { type FoundRun, isOpen } from "./model/foundRun.ts";
import type { RunRecord } from "./model/run.ts";
import type { RunContext } from "./model/runContext.ts";
import { runEnvironment } from "./runEnvironment.ts";
import { type NewRun, type StartedRun, startRun } from "./startRun.ts";
import { type RunView, viewRun } from "./viewRun.ts";

export interface RunsOptions extends RunContext {
  /** The run whoever asks is a program of, as its environment says. */
  readonly insideTask?: string;
  /** The fork whose worktree whoever asks stands in. */
  readonly here?: SessionId;
}

/** Runs of one workspace, for all doors. Every failure is a `WorkflowError`; what was refused has changed nothing. Inside of a run only that one may be changed. */
export class Runs {
  readonly #options: RunsOptions;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** Starts one (startRun.ts). */
  async start(input: NewRun): Promise<WithRedacted<StartedRun & { readonly view: RunView }>> {
    await this.requireOwn(input.task);
    const started = await startRun(this.#options, input);
    return { ...started, view: await viewRun(this.#options, started.run) };
  }

  /** Throws `not-found`. */
  async get(task: string): Promise<RunView> {
    return viewRun(this.#options, await this.#options.store.get(task));
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
  async meant(named?: string): Promise<string> {
    const task = named ?? (await this.inside());
    if (task !== undefined) return task;
    const { sessions, store } = this.#options;
    const session = sessionToLookAt(await sessions.meant());
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

  /** Changes members of a run's record, in turn with every other change. */
  async change(task: string, fields: (record: RunRecord) => Partial<RunRecord>): Promise<RunView> {
    await this.requireOwn(task);
    const { store } = this.#options;
    return viewRun(this.#options, await store.change(await this.#open(task), fields));
  }

  /** All of the environment of a program in the run; `session`: the context of its session as variables. */
  environment(view: RunView, session: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return runEnvironment(this.#options, view, session);
  }

  /** Waits for background deletions and gives back what could not be deleted. */
  async whenDiscarded(): Promise<readonly LeftOver[]> {
    return this.#options.forks.whenDiscarded();
  }

  /** The open run of this name with its files as they should be. Throws `not-found`. */
  async #open(task: string): Promise<FoundRun> {
    const { store } = this.#options;
    const run = await store.get(task);
    if (isOpen(run)) return store.settle(run);
    throw new WorkflowError(
      "not-found",
      say`The run ${task} is over.`,
      say`Start it again (wfs run start ${task} --lane ${run.record.lane}).`,
    );
  }
}
