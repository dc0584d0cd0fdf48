import type { Disposable } from "vscode";

/** Runs something some time after it is wanted, with at most one run waiting at a time; none after it is disposed. What fails is the task's own affair. */
export class DelayedRun implements Disposable {
  readonly #delay: number;
  readonly #task: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  /** `delay`: milliseconds from the call to the run. */
  constructor(delay: number, task: () => void) {
    this.#delay = delay;
    this.#task = task;
  }

  /** Runs after the delay, unless a run waits already: calls that go on without a pause do not keep it from coming. */
  start(): void {
    if (this.#disposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#task();
    }, this.#delay);
  }

  /** Runs after the delay from now, in place of a run that waits: it comes once the calls have paused. */
  restart(): void {
    this.cancel();
    this.start();
  }

  /** Forgets the run that waits. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.#disposed = true;
    this.cancel();
  }
}
