import type { Clock } from "../../base/ports.ts";
import { isGitError, type GitError } from "../repository/gitError.ts";
import type { RemoteRefs } from "./askRemote.ts";

/** Milliseconds for which a remote that gave no answer is not asked again, so that an open page does not ask for what a server counts as attacks. */
const quietFor = 60_000;
/** The same of one that answered. */
const knownFor = 20_000;

type Answer = { readonly refs: RemoteRefs } | { readonly error: GitError } | { readonly done: true };

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
    const isKnown = before !== undefined && this.#clock.elapsed() - before.at < knownFor;
    if (!isFresh && isKnown && "refs" in before) return before.refs;
    const { refs } = await this.#remembering(question, isFresh, async () => ({ refs: await ask() }));
    return refs;
  }

  async #remembering<T extends Answer>(question: string, isFresh: boolean, ask: () => Promise<T>): Promise<T> {
    const before = this.#answers.get(question);
    const isQuiet = before !== undefined && this.#clock.elapsed() - before.at < quietFor;
    if (!isFresh && isQuiet && "error" in before) throw before.error;
    try {
      const answer = await ask();
      this.#answers.set(question, { ...answer, at: this.#clock.elapsed() });
      return answer;
    } catch (error) {
      if (isGitError(error) && !isGitError(error, "cancelled", "git-missing", "git-too-old")) {
        this.#answers.set(question, { error, at: this.#clock.elapsed() });
      }
      throw error;
    }
  }

  /** Does what asks a remote for more, unless that has failed a moment ago. */
  async bring(question: string, isFresh: boolean, work: () => Promise<void>): Promise<void> {
    await this.#remembering(question, isFresh, async () => {
      await work();
      return { done: true };
    });
  }

  /** Something was pushed: nothing that was said before counts. */
  forget(): void {
    this.#answers.clear();
  }
}
