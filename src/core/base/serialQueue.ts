/** Runs tasks one after the other, in the order they came; one that fails stops none of those after it. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  async run<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#last.then(task);
    this.#last = run.catch(() => undefined);
    return await run;
  }
}
