/**
 * Keeps the last answer about objects, which never change: each checkpoint asks the same of the one before as that one did of itself. Unlike a
 * `Memo` it lets two askers ask each for itself, because each may be cancelled.
 */
export class LastAnswer<T> {
  #last: { readonly key: string; readonly answer: T } | undefined;

  async of(key: string, ask: () => Promise<T>): Promise<T> {
    if (this.#last?.key === key) return this.#last.answer;
    const answer = await ask();
    this.#last = { key, answer };
    return answer;
  }
}
