import type { Clock } from "../../../src/core/base/ports.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A clock that tests own. By default a sleep takes no real time: the clock jumps ahead by what was asked.
 * With `manual`, sleepers wait until `advance` reaches them, in order of their time.
 */
export class FakeClock implements Clock {
  #now: number;
  readonly #start: number;
  readonly #manual: boolean;
  #sleepers: readonly Sleeper[] = [];

  constructor(options: { readonly start?: number; readonly manual?: boolean } = {}) {
    this.#start = options.start ?? Date.UTC(2025, 8, 7, 10, 0, 0, 250);
    this.#now = this.#start;
    this.#manual = options.manual ?? false;
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#now - this.#start;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#manual) {
      this.#now += milliseconds;
      await this.yieldToEventLoop();
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const sleeper: Sleeper = { at: this.#now + milliseconds, wake: resolve };
      this.#sleepers = [...this.#sleepers, sleeper];
      signal?.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  async yieldToEventLoop(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }

  /** How many sleeps have not ended. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves the time, waking each sleeper at its own time and letting what follows from it run. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.yieldToEventLoop();
    for (;;) {
      const next = this.#sleepers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await this.yieldToEventLoop();
    }
    this.#now = end;
  }

  /** Sets the wall clock, also backwards. */
  set(milliseconds: number): void {
    this.#now = milliseconds;
  }
}
