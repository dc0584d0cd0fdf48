import { ActiveMarker } from "../../src/core/sessions/markers/activeMarker.ts";
import { FakeClock } from "./fakes/fakeClock.ts";
import type { MarkerScene } from "./scenes/markerScene.ts";
import { Killed, MemoryFileSystem } from "./fakes/memoryFileSystem.ts";

/** One choice of the scheduler: who goes on, and how much time passes before. */
export interface Turn {
  readonly who: number;
  readonly milliseconds: number;
}

export interface ImaginedProcess {
  readonly work: (marker: ActiveMarker) => Promise<void>;
  /** Dies before its n-th step; absent: lives. */
  readonly killAt?: number | undefined;
}

interface Running {
  /** Steps asked for; a process may ask for several side by side. */
  readonly waiting: (() => void)[];
  ended: boolean;
}

/** The shared time, except that a sleep is a step like any other: the others may go on meanwhile, or not. */
class SteppedClock extends FakeClock {
  readonly #shared: FakeClock;
  readonly #step: () => Promise<void>;

  constructor(shared: FakeClock, step: () => Promise<void>) {
    super();
    this.#shared = shared;
    this.#step = step;
  }

  override now(): number {
    return this.#shared.now();
  }

  override elapsed(): number {
    return this.#shared.elapsed();
  }

  override async sleep(milliseconds: number): Promise<void> {
    this.#shared.set(this.#shared.now() + milliseconds);
    await this.#step();
  }
}

function start(scene: MarkerScene, { work, killAt }: ImaginedProcess): Running {
  const running: Running = { waiting: [], ended: false };
  let steps = 0;
  const step = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      running.waiting.push(resolve);
    });
    if (steps++ >= (killAt ?? Infinity)) throw new Killed("killed");
  };
  const fs = new MemoryFileSystem({ disk: scene.disk, onStep: step });
  fs.tornListings = true;
  const clock = new SteppedClock(scene.clock, step);
  const marker = new ActiveMarker(scene.directory, { fs, clock, logger: scene.logger });
  void work(marker)
    .catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    })
    .finally(() => {
      running.ended = true;
    });
  return running;
}

/**
 * Runs processes on one disk, one step at a time in the order of `turns` (repeated when too short), calling `check` after each step.
 * Listings are torn. Ends when every process has ended; one that needs more than 5,000 steps fails.
 */
export async function interleave(
  scene: MarkerScene,
  processes: readonly ImaginedProcess[],
  turns: readonly Turn[],
  check: () => void,
): Promise<void> {
  const running = processes.map((process) => start(scene, process));
  for (let count = 0; count < 5000; count += 1) {
    await scene.clock.yieldToEventLoop();
    if (running.every(({ ended }) => ended)) return;
    const ready = running.filter(({ waiting }) => waiting.length > 0);
    const turn = turns[count % turns.length];
    const proceed = ready[(turn?.who ?? 0) % ready.length]?.waiting.shift();
    if (proceed === undefined) continue;
    scene.clock.set(scene.clock.now() + (turn?.milliseconds ?? 1));
    proceed();
    await scene.clock.yieldToEventLoop();
    check();
  }
  throw new Error("The processes do not come to an end.");
}
