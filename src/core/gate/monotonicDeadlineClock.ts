import type { Clock } from "../base/ports.ts";

/**
 * The time for deadlines: as the wall clock says, but in one process never slower than time passes, so that setting the clock back brings no
 * request back to life while a window stays open.
 */
export class MonotonicDeadlineClock {
  readonly #clock: Clock;
  readonly #wall: number;
  readonly #elapsed: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#elapsed = clock.elapsed();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Math.max(this.#clock.now(), this.#wall + this.#clock.elapsed() - this.#elapsed);
  }
}
