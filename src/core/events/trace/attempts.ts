import type { WorkflowEvent } from "../model/event.ts";
import { integerOf, textOf, timeOf } from "./members.ts";

/** A call of a tool, as far as its two events are there. */
export interface Call {
  readonly id: string;
  readonly started?: WorkflowEvent;
  readonly ended?: WorkflowEvent;
}

/** What one attempt of a run, or a session without runs, has in its time. */
export interface Attempt {
  /** What tells its run from every other of the session. */
  readonly key: string;
  /** Of a session without runs nothing. */
  readonly run?: { readonly task: string; readonly n: number };
  readonly start: number;
  /** When it was finished last, or else torn down, or when the next one began; absent: none of that is on record. */
  readonly end?: number;
  readonly calls: readonly Call[];
  /** All others, by time: its own, and those of the session that came while it was the last. */
  readonly events: readonly WorkflowEvent[];
}

/** A run from its start to its teardown, after which another one may have its name. */
interface Life {
  readonly task: string;
  readonly key: string;
  readonly attempts: Map<number, Stretch>;
  /** The attempt that was the last to begin, which is meant where an event names none. */
  last: number;
  removed: boolean;
}

/** An attempt while events are sorted into it. */
interface Stretch {
  start: number | undefined;
  end: number | undefined;
  readonly calls: Map<string, Call>;
  readonly events: WorkflowEvent[];
}

const begins = new Set(["run.queued", "run.started"]);
const starts = new Set(["run.started", "run.retried"]);

/**
 * Sorts the events of a session by attempt. What is not of a run is told with the attempt that was the last to begin then, and what came before the first with that one.
 * @param events by time
 * @param only the run of this task alone, and of several that had it the last
 */
export function attemptsOf(events: readonly WorkflowEvent[], only?: string): readonly Attempt[] {
  const lives: Life[] = [];
  const newest = new Map<string, Life>();
  const loose: WorkflowEvent[] = [];
  for (const event of events) {
    const task = textOf(event, "task");
    if (task === undefined) {
      loose.push(event);
      continue;
    }
    let life = newest.get(task);
    if (life === undefined || (life.removed && begins.has(event.type))) {
      life = { task, key: `${task} ${event.at}`, attempts: new Map(), last: 1, removed: false };
      newest.set(task, life);
      lives.push(life);
    }
    putInRun(life, event);
  }
  const runs = lives.map((life) => ({ life, attempts: attemptsIn(life) }));
  const attempts = runs.flatMap((run) => run.attempts).toSorted((a, b) => a.start - b.start);
  if (attempts.length === 0) return only === undefined && loose.length > 0 ? [withoutRun(loose)] : [];
  let at = 0;
  for (const event of loose) {
    while ((attempts[at + 1]?.start ?? Number.POSITIVE_INFINITY) <= timeOf(event)) at += 1;
    const attempt = attempts[at];
    if (attempt !== undefined) put(attempt.stretch, event);
  }
  const wanted = only === undefined ? undefined : newest.get(only);
  const chosen = runs.find(({ life }) => life === wanted)?.attempts ?? [];
  return (only === undefined ? attempts : chosen).map(finished);
}

interface RunAttempt {
  readonly key: string;
  readonly run: { readonly task: string; readonly n: number };
  readonly start: number;
  readonly end?: number;
  readonly stretch: Stretch;
}

const empty = (): Stretch => ({ start: undefined, end: undefined, calls: new Map(), events: [] });

function putInRun(life: Life, event: WorkflowEvent): void {
  const { type } = event;
  const n = integerOf(event, "attempt") ?? life.last;
  const stretch = life.attempts.get(n) ?? empty();
  life.attempts.set(n, stretch);
  const at = timeOf(event);
  if (starts.has(type) || (stretch.start === undefined && type !== "run.queued")) {
    stretch.start = at;
    life.last = n;
  }
  if (type === "run.finished") stretch.end = at;
  if (type === "run.removed") {
    stretch.end ??= at;
    life.removed = true;
  }
  put(stretch, event);
}

function put({ calls, events }: Stretch, event: WorkflowEvent): void {
  const id = textOf(event, "call");
  const isStart = event.type === "tool.started";
  if (id === undefined || (!isStart && event.type !== "tool.ended")) {
    events.push(event);
    return;
  }
  const call = calls.get(id) ?? { id };
  // The first of each counts.
  calls.set(id, isStart ? { started: event, ...call } : { ended: event, ...call });
}

/** Those that have begun. One whose end was not said has ended at the latest when the next one began. */
function attemptsIn({ task, key, attempts }: Life): readonly RunAttempt[] {
  const begun = [...attempts]
    .flatMap(([n, stretch]) => (stretch.start === undefined ? [] : [{ n, stretch, start: stretch.start }]))
    .toSorted((a, b) => a.n - b.n);
  return begun.map(({ n, stretch, start }, index) => {
    const end = stretch.end ?? begun[index + 1]?.start;
    const ended = end === undefined ? {} : { end: Math.max(start, end) };
    return { key, run: { task, n }, start, ...ended, stretch };
  });
}

function finished({ stretch, ...attempt }: Omit<Attempt, "calls" | "events"> & { readonly stretch: Stretch }): Attempt {
  const events = stretch.events.toSorted((a, b) => timeOf(a) - timeOf(b));
  return { ...attempt, calls: [...stretch.calls.values()], events };
}

/** All that a session has, as one stretch from its first event to its last. */
function withoutRun(events: readonly WorkflowEvent[]): Attempt {
  const whole = empty();
  for (const event of events) put(whole, event);
  const [first, last = first] = [events[0], events.at(-1)];
  const start = first === undefined ? 0 : timeOf(first);
  const end = last === undefined ? start : Math.max(start, timeOf(last));
  return finished({ key: "", start, end, stretch: whole });
}
