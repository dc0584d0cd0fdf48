import type { Clock } from "../../base/ports.ts";
import { isGitError, type GitError } from "../repository/gitError.ts";

/** Milliseconds for which a remote that gave no answer is not asked again, so that an open page does not ask for what a server counts as attacks. */
const quietFor = 60_000;

/** Looks at remotes that have failed a moment ago. */
export class FailedLooks {
  readonly #clock: Pick<Clock, "elapsed">;
  readonly #failed = new Map<string, { readonly error: GitError; readonly at: number }>();

  constructor(clock: Pick<Clock, "elapsed">) {
    this.#clock = clock;
  }

  /** Looks, or throws what the last look has failed with. `address`: of the remote. */
  async look<T>(address: string, work: () => Promise<T>): Promise<T> {
    const before = this.#failed.get(address);
    if (before !== undefined && this.#clock.elapsed() - before.at < quietFor) throw before.error;
    try {
      const answer = await work();
      this.#failed.delete(address);
      return answer;
    } catch (error) {
      if (isGitError(error, "unreachable", "no-access", "cut-off", "failed", "not-a-repository")) {
        this.#failed.set(address, { error, at: this.#clock.elapsed() });
      }
      throw error;
    }
  }

  /** The next look asks: a person wants it now. */
  forget(address: string): void {
    this.#failed.delete(address);
  }
}
