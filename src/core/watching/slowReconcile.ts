import type { Clock } from "../base/ports.ts";
import { slept } from "./slept.ts";

/** Milliseconds from a change to the next look, and between looks that have found nothing for long; each takes twice as long to come as the one before. */
const shortest = 5000;
const longest = 60_000;

/** Looks now and then for what no event has told of: soon after something changed, because events are lost where many come, and ever more rarely after that. */
export class SlowReconcile {
  readonly #clock: Clock;
  readonly #look: () => Promise<void>;
  #interval = shortest;
  #waiting: AbortController | undefined;

  /** `look` never fails. */
  constructor(clock: Clock, look: () => Promise<void>) {
    this.#clock = clock;
    this.#look = look;
  }

  start(): void {
    this.#waiting?.abort();
    this.#waiting = new AbortController();
    this.#interval = shortest;
    void this.#run(this.#waiting.signal);
  }

  /** Something changed; a look that comes soon already is not put off. */
  hurry(): void {
    if (this.#waiting !== undefined && this.#interval > shortest) this.start();
  }

  dispose(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (await slept(this.#clock, this.#interval, signal)) {
      this.#interval = Math.min(this.#interval * 2, longest);
      await this.#look();
    }
  }
}
