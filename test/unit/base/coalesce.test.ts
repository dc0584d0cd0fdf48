import { describe, expect, it } from "vitest";
import { Coalesced } from "../../../src/core/base/coalesce.ts";

/** Work whose ends the test decides; each run answers its number. */
class Steps {
  started = 0;
  running = 0;
  most = 0;
  readonly #ends: ((failure?: Error) => void)[] = [];

  readonly work = async (): Promise<number> => {
    const number = ++this.started;
    this.most = Math.max(this.most, ++this.running);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#ends.push((failure) => (failure === undefined ? resolve() : reject(failure)));
      });
      return number;
    } finally {
      this.running -= 1;
    }
  };

  async end(failure?: Error): Promise<void> {
    this.#ends.shift()?.(failure);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe("Coalesced", () => {
  it("answers all calls made during a run with one later run", async () => {
    const steps = new Steps();
    const runs = new Coalesced(steps.work);
    const first = runs.run();
    const others = [runs.run(), runs.run(), runs.run()];
    expect(steps.started).toBe(1);
    await steps.end();
    expect(await first).toBe(1);
    expect(steps.started).toBe(2);
    await steps.end();
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    expect(steps.most).toBe(1);
  });

  it("never answers with a run that began before the call", async () => {
    const steps = new Steps();
    const runs = new Coalesced(steps.work);
    void runs.run();
    const second = runs.run();
    await steps.end();
    const third = runs.run();
    await steps.end();
    expect(await second).toBe(2);
    await steps.end();
    expect(await third).toBe(3);
    expect(steps.most).toBe(1);
  });

  it("fails who asked for the failed run and nobody else", async () => {
    const steps = new Steps();
    const runs = new Coalesced(steps.work);
    const first = runs.run();
    const second = runs.run();
    const failed = expect(first).rejects.toThrow("broken");
    await steps.end(new Error("broken"));
    await failed;
    await steps.end();
    expect(await second).toBe(2);
    const third = runs.run();
    await steps.end();
    expect(await third).toBe(3);
  });
});
