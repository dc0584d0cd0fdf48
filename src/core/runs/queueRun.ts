import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import { laneNamed } from "../lanes/lane.ts";
import type { WithRedacted } from "../redaction/givenText.ts";
import { areWithheld } from "../sessions/scope/withheldNotes.ts";
import { type FoundRun, isOpen } from "./model/foundRun.ts";
import { isTaskName } from "./model/run.ts";
import type { RunContext } from "./model/runContext.ts";
import type { Ticket } from "./model/runQueue.ts";
import { noTaskName } from "./model/runStore.ts";
import { type NewRun, sessionOfRun, type StartedRun, startRun, taken } from "./startRun.ts";

/** How many runs may be open at once, unless something else is said. */
export const usualLimit = 4;

/** A run that waits for its turn. */
export interface Waiting {
  readonly ticket: Ticket;
  /** 1: the next one. */
  readonly position: number;
  /** How many are before it: those that have a place, and those that wait longer. */
  readonly behind: number;
  /** Who has the places, by task; without those of sessions of another scope. */
  readonly holders: readonly string[];
  /** How many places are taken. */
  readonly open: number;
}

export interface NewQueuedRun extends NewRun {
  readonly limit: number;
  /** Milliseconds to wait at most; absent: as long as it takes. */
  readonly wait?: number;
  /** Told when it has to wait, and whenever that is for others than before. */
  readonly waits?: (waiting: Waiting) => void;
}

export type Turn =
  | { readonly started: WithRedacted<StartedRun>; readonly waiting?: never }
  | { readonly waiting: Waiting; readonly started?: never };

/** Milliseconds between two looks at the queue. */
const lookEvery = 250;

/** Milliseconds after which a ticket says again that its process waits; other containers believe it ten minutes (announcedWork.ts). */
const renewEvery = 60_000;

const notYet = new Error("another run came first");

/**
 * Starts a run where it is its turn and fewer than `limit` are open, else waits for that. Counting and claiming happen in one turn at the claims, so the bound is exact
 * for all who queue. The ticket goes with the claim, with the end of the wait, and with the process.
 */
export async function queueRun(context: RunContext, input: NewQueuedRun): Promise<Turn> {
  const { queue, clock, events } = context;
  const { task, lane, limit, wait, waits, signal } = input;
  if (!isTaskName(task)) throw noTaskName(task);
  laneNamed(lane);
  const { id: session } = await sessionOfRun(context, input.session);
  await requireFree(context, task);
  const ticket = await queue.join({ task, session, lane, limit, since: formatTime(clock.now()) });
  const started = clock.elapsed();
  let renewed = started;
  let told: string | undefined;
  try {
    await requireFree(context, task, ticket);
    for (;;) {
      throwIfCancelled(signal);
      const waiting = await waitingFor(context, ticket);
      if (isTurn(waiting, limit)) {
        const admit = async (): Promise<void> => {
          if (!isTurn(await waitingFor(context, ticket), limit)) throw notYet;
          await queue.leave(ticket);
        };
        const run = await startRun(context, { ...input, session }, admit).catch(unlessNotYet);
        if (run !== undefined) return { started: run };
      }
      if (wait !== undefined && clock.elapsed() - started >= wait) return { waiting };
      if (told === undefined) await events.note("run.queued", session, { task, lane, attempt: 1 });
      const saying = `${waiting.behind} ${waiting.open} ${waiting.holders.join(" ")}`;
      if (told !== saying) waits?.(waiting);
      told = saying;
      if (clock.elapsed() - renewed >= renewEvery) {
        renewed = clock.elapsed();
        await queue.renew(ticket);
      }
      await clock.sleep(lookEvery, signal).catch(() => throwIfCancelled(signal));
    }
  } finally {
    await queue.leave(ticket);
  }
}

/** What waits, in its order. */
export async function waitingRuns(context: RunContext): Promise<readonly Waiting[]> {
  const places = await placesTaken(context);
  const tickets = await context.queue.tickets();
  return tickets.map((ticket, index) => ({ ticket, position: index + 1, behind: places.open + index, ...places }));
}

/** Who has a place: runs that are neither finished nor torn down and whose command, where they were queued with one, has not ended, and those that are just being started. */
export async function placesTaken({ store, sessions }: RunContext): Promise<Pick<Waiting, "holders" | "open">> {
  const runs = await store.list();
  const names = new Set(runs.map(({ task }) => task));
  const open = runs.filter(({ record }) => record.state !== "needs-review" && record.yielded !== true);
  const making = (await store.claims()).filter(([task, claim]) => !names.has(task) && store.isBeingMade(task, claim));
  const places = [
    ...open.map(({ task, place }) => ({ task, session: place.id })),
    ...making.map(([task, { of }]) => ({ task, session: of })),
  ];
  const holders: string[] = [];
  for (const { task, session } of places) {
    if (!(await areWithheld(sessions, session))) holders.push(task);
  }
  return { holders, open: places.length };
}

/** Gives the place of a run back whose command, which it was queued with, has ended; nothing where another run has its name by now. */
export async function yieldPlace({ store }: RunContext, { task, record }: FoundRun): Promise<void> {
  const run = await store.find(task);
  if (run === undefined || !isOpen(run) || run.record.created !== record.created) return;
  await store.change(run, () => ({ yielded: true }));
}

async function waitingFor(context: RunContext, ticket: Ticket): Promise<Waiting> {
  const all = await waitingRuns(context);
  const own = all.find((one) => one.ticket.name === ticket.name);
  if (own !== undefined) return own;
  // Somebody took the process for gone: it is behind all that wait until it has said that it is not.
  await context.queue.renew(ticket);
  const places = await placesTaken(context);
  return { ticket, position: all.length + 1, behind: places.open + all.length, ...places };
}

const isTurn = ({ position, behind }: Waiting, limit: number): boolean => position === 1 && behind < limit;

/** Throws `exists` where the name is another run's, or another one waits under it; `own` is not another one. */
async function requireFree({ store, queue }: RunContext, task: string, own?: Ticket): Promise<void> {
  const run = await store.find(task);
  if (run !== undefined && isOpen(run)) throw taken(run);
  const other = (await queue.tickets()).find((one) => one.task === task);
  if (other === undefined || other.name === own?.name) return;
  throw new WorkflowError(
    "exists",
    say`A run ${task} waits for its turn already.`,
    say`Wait for it (wfs run queue shows the order), or give the task another name.`,
  );
}

function unlessNotYet(error: unknown): undefined {
  if (error !== notYet) throw error;
}
