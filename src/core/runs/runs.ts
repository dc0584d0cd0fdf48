import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import type { WithRedacted } from "../redaction/givenText.ts";
import { sessionToLookAt } from "../sessions/model/meantSession.ts";
import { areWithheld, requireOwnNotes } from "../sessions/scope/withheldNotes.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { type ChangeOptions, openRun } from "./changeRun.ts";
import { detailsOfRun, type RunDetails } from "./detailsOfRun.ts";
import { type FinishedRun, type FinishInput, finishRun } from "./finishRun.ts";
import { type FoundRun, isOpen } from "./model/foundRun.ts";
import type { RunRecord } from "./model/run.ts";
import type { RunContext } from "./model/runContext.ts";
import type { NewQueuedRun, Waiting } from "./queueRun.ts";
import { neverFound } from "./neverFound.ts";
import { runEnvironment } from "./runEnvironment.ts";
import { beginProgram, type ProgramInRun, type ProgramOptions } from "./programInRun.ts";
import { type RenewedRun, resetRun } from "./resetRun.ts";
import { type RetriedRun, retryRun } from "./retryRun.ts";
import { teardownRun, type TeardownOptions, type TornDown } from "./teardownRun.ts";
import { type NewRun, type StartedRun, startRun } from "./startRun.ts";
import { type RunView, viewRun } from "./viewRun.ts";

export interface RunsOptions extends Omit<RunContext, "discard"> {
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

  /** Starts one as soon as it is its turn and fewer than a number are open (queueRun.ts). */
  async queue(
    input: NewQueuedRun,
  ): Promise<
    | (WithRedacted<StartedRun & Viewed> & { readonly waiting?: never })
    | { readonly waiting: Waiting; readonly view?: never }
  > {
    await this.requireOwn(input.task);
    const { queueRun } = await import("./queueRun.ts");
    const { waiting, started } = await queueRun(this.#options, input);
    if (started === undefined) return { waiting };
    return this.#viewed(started);
  }

  /** What waits for its turn, in its order, and who has a place. */
  async queued(): Promise<{ readonly waiting: readonly Waiting[] } & Pick<Waiting, "holders" | "open">> {
    const [{ ownWaiting }, { placesTaken }] = await Promise.all([import("./viewQueued.ts"), import("./queueRun.ts")]);
    return { waiting: await ownWaiting(this.#options), ...(await placesTaken(this.#options)) };
  }

  /** Gives the place of a run back: the command it was queued with has ended, or does not begin (queueRun.ts). */
  async yieldPlace(run: FoundRun): Promise<void> {
    const { yieldPlace } = await import("./queueRun.ts");
    await yieldPlace(this.#options, run);
  }

  /** Throws `not-found`, and `refused` for a run of another scope. `ofSession`: the one of that fork, also where it is over and another run has its name. */
  async get(task: string, ofSession?: SessionId): Promise<RunView> {
    const { store } = this.#options;
    const found = (ofSession === undefined ? undefined : await store.in(ofSession, task)) ?? (await store.find(task));
    if (found === undefined || (!isOpen(found) && ofSession === undefined)) {
      const queued = (await this.#queued()).find((view) => view.task === task);
      if (queued !== undefined) return queued;
    }
    return viewRun(this.#options, await this.#own(found ?? (await neverFound(this.#options, task))));
  }

  /** What no list shows of it (detailsOfRun.ts). */
  async details(run: FoundRun): Promise<RunDetails> {
    return detailsOfRun(this.#options, run);
  }

  /** Those that have their name, and those that wait for their turn; none of another scope. `all`: also those that are over, and those whose claim is lost. */
  async list(all = false): Promise<readonly RunView[]> {
    const own: FoundRun[] = [];
    for (const run of await this.#options.store.list(all)) {
      if (!(await areWithheld(this.#options.sessions, run.place.id))) own.push(run);
    }
    const views = await Promise.all(own.map(async (run) => viewRun(this.#options, run)));
    return [...views, ...(await this.#queued())];
  }

  async #queued(): Promise<readonly RunView[]> {
    return (await import("./viewQueued.ts")).queuedViews(this.#options);
  }

  /** Throws `refused` for a run of another scope. */
  async #own(run: FoundRun): Promise<FoundRun> {
    requireOwnNotes(await this.#options.sessions.get(run.place.id));
    return run;
  }

  /** The run whoever asks is in: that of its environment, else that of the worktree it stands in. */
  async inside(): Promise<string | undefined> {
    const { inside, here, store } = this.#options;
    if (inside !== undefined || here === undefined) return inside?.task;
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

  /** The task to look at: as `meant`, and one that is over where the session it worked in is named. */
  async meantToSee(named?: string, ofSession?: SessionId): Promise<string> {
    if (named === undefined || ofSession === undefined) return this.meant(named, ofSession);
    const isThere = (await this.#options.store.in(ofSession, named)) !== undefined;
    return isThere ? named : this.meant(named, ofSession);
  }

  /** Throws `usage` where the run of this name is none of the session nor of a fork of it. One that is not there is said elsewhere. */
  async #requireOf(task: string, session: SessionId): Promise<void> {
    const { sessions, store } = this.#options;
    const found = await store.find(task);
    const run = found !== undefined && isOpen(found) ? found : undefined;
    const place = (run ?? (await this.#queued()).find((view) => view.task === task) ?? found)?.place.id;
    if (place === undefined || place === session) return;
    const { record } = await sessions.get(place);
    if (record.forked_from?.session === session) return;
    throw new WorkflowError(
      "usage",
      say`The run ${task} works in ${place}, which is neither ${session} nor a fork of it.`,
      say`Leave --session out, or name ${place}; nothing was changed.`,
    );
  }

  /** The task that is meant: named, else that of the run one is in, else the only open one of the session meant or of a fork of it. Throws `usage` where a session is named whose it is not. */
  async meant(named?: string, ofSession?: SessionId): Promise<string> {
    const task = named ?? (ofSession === undefined ? await this.inside() : undefined);
    if (named !== undefined && ofSession !== undefined) await this.#requireOf(named, ofSession);
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

  /** Keeps what a run hands over, and nothing else of it (finishRun.ts). */
  async finish(task: string, input: FinishInput): Promise<WithRedacted<FinishedRun>> {
    await this.requireOwn(task);
    return finishRun(this.#options, task, input);
  }

  /** Takes a run away, its work kept (teardownRun.ts). */
  async teardown(task: string, options: TeardownOptions): Promise<TornDown> {
    await this.requireOwn(task);
    const run = await this.#options.store.find(task);
    if (run !== undefined) await this.#own(run);
    return teardownRun(this.#options, task, options);
  }

  /** Changes members of a run's record, in turn with every other change. */
  async change(task: string, fields: (record: RunRecord) => Partial<RunRecord>): Promise<RunView> {
    await this.requireOwn(task);
    return viewRun(this.#options, await this.#options.store.change(await openRun(this.#options, task), fields));
  }

  /** All of the environment of a program in the run; `session`: the context of its session as variables, `leases`: those of the program (programInRun.ts). */
  environment(
    view: RunView,
    session: Readonly<Record<string, string>>,
    leases?: readonly string[],
  ): Readonly<Record<string, string>> {
    return runEnvironment(this.#options, view, session, leases);
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
