/** Answers that never become wrong, the oldest forgotten beyond `limit`. Two askers at once share one question; a failed one is asked again. */
export class Memo<T> {
  readonly #limit: number;
  readonly #answers = new Map<string, Promise<T>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = ask();
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#limit && oldest !== undefined) this.#answers.delete(oldest);
    try {
      return await answer;
    } catch (error) {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
      throw error;
    }
  }
}
