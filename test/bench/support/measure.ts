import { Series } from "./series.ts";

/** Things to compare; each call is one sample. A call that prepares something first returns the milliseconds itself. */
export type Contestants = Readonly<Record<string, () => unknown>>;

/**
 * Measures contestants in turns, so that all of them meet the same moments of the machine. `--expose-gc` collects before each sample, so that
 * nobody pays for another's garbage; `collect: false` for work of less than a millisecond, which a collection just before slows down.
 * `alternate`: every other round goes backwards, for work so short that what ran just before (in its caches, or by starting a process) decides.
 */
export async function measure<C extends Contestants>(
  contestants: C,
  options: {
    readonly rounds: number;
    readonly warmUp?: number;
    readonly collect?: boolean;
    readonly alternate?: boolean;
  },
): Promise<{ readonly [K in keyof C]: Series }> {
  const { rounds, warmUp = 2, collect = true, alternate = false } = options;
  const forwards = Object.entries(contestants);
  const backwards = alternate ? forwards.toReversed() : forwards;
  const taken = new Map<string, number[]>(forwards.map(([name]) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [name, contestant] of round % 2 === 0 ? forwards : backwards) {
      if (collect) globalThis.gc?.();
      const started = performance.now();
      const own = await contestant();
      const milliseconds = typeof own === "number" ? own : performance.now() - started;
      if (round >= 0) taken.get(name)?.push(milliseconds);
    }
  }
  const series = Object.fromEntries([...taken].map(([name, samples]) => [name, new Series(samples)]));
  return series as { readonly [K in keyof C]: Series };
}

/** Milliseconds that `work` takes, for a contestant that prepares something first. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export interface Blocking {
  /** Longest time between two turns of the event loop. */
  readonly wall: number;
  /** The same without the time in which the machine gave the processor to others. */
  readonly ours: number;
}

/** Processor time of this thread, in milliseconds. */
function busy(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Runs `work` and tells for how long, in milliseconds, it kept the event loop from turning. */
export async function longestBlock(work: () => Promise<unknown>): Promise<Blocking> {
  let [wall, ours, running] = [0, 0, true];
  let last = { wall: performance.now(), ours: busy() };
  const look = (): void => {
    const now = { wall: performance.now(), ours: busy() };
    wall = Math.max(wall, now.wall - last.wall);
    ours = Math.max(ours, now.ours - last.ours);
    last = now;
    if (running) setImmediate(look);
  };
  setImmediate(look);
  await work();
  look();
  running = false;
  return { wall, ours };
}
