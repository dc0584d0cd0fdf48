import type { Disposable } from "vscode";

/** Owns disposables from the moment they are made; one that throws does not keep the others from being disposed. */
export class Disposables implements Disposable {
  readonly #owned: Disposable[] = [];
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  own<T extends Disposable>(disposable: T): T {
    this.#owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    for (const disposable of this.#owned.splice(0).toReversed()) {
      try {
        disposable.dispose();
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
