import type { Disposable } from "vscode";

/** Owns disposables from the moment they are made; one that throws does not keep the others from being disposed. */
export class Disposables implements Disposable {
  readonly #owned: Disposable[] = [];
  readonly #report: (error: unknown) => void;
  #disposed = false;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** What comes after the end, from work that was still going on then, is disposed at once. */
  own<T extends Disposable>(disposable: T): T {
    if (this.#disposed) this.#end(disposable);
    else this.#owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    this.#disposed = true;
    for (const disposable of this.#owned.splice(0).toReversed()) this.#end(disposable);
  }

  #end(disposable: Disposable): void {
    try {
      disposable.dispose();
    } catch (error) {
      this.#report(error);
    }
  }
}
