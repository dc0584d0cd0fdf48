import type { Clock } from "../base/ports.ts";
import { slept } from "./slept.ts";

/** Milliseconds without calls after which a burst counts as over, and how long a burst may put off the run. */
const quiet = 100;
const longestBurst = 1000;

/** Runs something once calls have paused: one loop, however many calls there are. What fails is the task's own affair. */
export class QuietRun {
  readonly #clock: Clock;
  readonly #task: () => void;
  readonly #closed = new AbortController();
  /** When the burst that is not over yet began and when its last call came, monotonic milliseconds. */
  #burst: { readonly began: number; last: number } | undefined;

  constructor(clock: Clock, task: () => void) {
    this.#clock = clock;
    this.#task = task;
  }

  start(): void {
    const now = this.#clock.elapsed();
    if (this.#burst !== undefined) {
      this.#burst.last = now;
      return;
    }
    this.#burst = { began: now, last: now };
    void this.#wait(this.#burst);
  }

  dispose(): void {
    this.#closed.abort();
  }

  async #wait(burst: { readonly began: number; readonly last: number }): Promise<void> {
    const { signal } = this.#closed;
    for (;;) {
      const wait = Math.min(burst.last + quiet, burst.began + longestBurst) - this.#clock.elapsed();
      if (wait <= 0) break;
      if (!(await slept(this.#clock, wait, signal))) return;
    }
    this.#burst = undefined;
    this.#task();
  }
}
