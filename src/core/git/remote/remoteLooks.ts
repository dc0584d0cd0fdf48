import type { Clock } from "../../base/ports.ts";
import { isGitError, type GitError } from "../repository/gitError.ts";
import type { RemoteRefs } from "./askRemote.ts";

/** Milliseconds for which a remote that gave no answer is not asked again, so that an open page does not ask for what a server counts as attacks. */
const quietFor = 60_000;
/** The same of one that answered. */
const knownFor = 20_000;

type Answer = { readonly refs: RemoteRefs } | { readonly error: GitError };

/** What remotes have answered a moment ago: a page that is open looks every few seconds, and a remote is not asked as often. */
export class RemoteLooks {
  readonly #clock: Pick<Clock, "elapsed">;
  readonly #answers = new Map<string, Answer & { readonly at: number }>();

  constructor(clock: Pick<Clock, "elapsed">) {
    this.#clock = clock;
  }

  /**
   * Looks, or answers with the last look, also where that has failed.
   * @param isFresh asks in any case: something is done on the strength of the answer
   */
  async look(question: string, isFresh: boolean, ask: () => Promise<RemoteRefs>): Promise<RemoteRefs> {
    const before = this.#answers.get(question);
    if (!isFresh && before !== undefined) {
      const age = this.#clock.elapsed() - before.at;
      if ("error" in before && age < quietFor) throw before.error;
      if ("refs" in before && age < knownFor) return before.refs;
    }
    try {
      const refs = await ask();
      this.#answers.set(question, { refs, at: this.#clock.elapsed() });
      return refs;
    } catch (error) {
      if (isGitError(error) && !isGitError(error, "cancelled", "git-missing", "git-too-old")) {
        this.#answers.set(question, { error, at: this.#clock.elapsed() });
      }
      throw error;
    }
  }

  /** Something was pushed: nothing that was said before counts. */
  forget(): void {
    this.#answers.clear();
  }
}
