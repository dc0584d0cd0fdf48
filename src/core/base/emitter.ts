/** What ends a subscription; disposing twice does nothing. */
export interface Subscription {
  dispose(): void;
}

/** Listeners of one kind of event. A listener that throws is reported and keeps nobody else from hearing it. */
export class Emitter<T> {
  readonly #report: (error: unknown) => void;
  #listeners: readonly { readonly hear: (value: T) => void }[] = [];

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  readonly on = (listener: (value: T) => void): Subscription => {
    const entry = { hear: listener };
    this.#listeners = [...this.#listeners, entry];
    return {
      dispose: () => {
        this.#listeners = this.#listeners.filter((other) => other !== entry);
      },
    };
  };

  /** Calls the listeners there are now; one disposed meanwhile is not called any more. */
  fire(value: T): void {
    for (const entry of this.#listeners) {
      if (!this.#listeners.includes(entry)) continue;
      try {
        entry.hear(value);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  dispose(): void {
    this.#listeners = [];
  }
}
