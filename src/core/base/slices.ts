import type { Clock } from "./ports.ts";

/** A third of what the event loop may be blocked (10 ms): the last piece and the collector overrun, and events wait meanwhile. */
const sliceMilliseconds = 3;

/** Pieces take microseconds; asking the time for each would be a twentieth of the work. */
const piecesPerLook = 8;

/** The first pieces a process ever does take a hundred times as long, until their code is compiled: these are looked at one by one. */
const coldPieces = 64;

/** Divides long synchronous work: `if (slices.due) await slices.rest()` between its pieces lets the event loop turn in time. */
export class Slices {
  readonly #clock: Clock;
  #began: number;
  #pieces = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.elapsed();
  }

  get due(): boolean {
    this.#pieces += 1;
    if (this.#pieces > coldPieces && this.#pieces % piecesPerLook !== 0) return false;
    return this.#clock.elapsed() - this.#began >= sliceMilliseconds;
  }

  async rest(): Promise<void> {
    await this.#clock.yieldToEventLoop();
    this.#began = this.#clock.elapsed();
  }
}
