import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { timeoutMs, CachedQuery } from "../../../../src/host/workspaces/cachedQuery.ts";

describe("an answer that takes time", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is asked for once, and again only by refresh", async () => {
    let asked = 0;
    const known = new CachedQuery(() => Promise.resolve([(asked += 1)]), vi.fn());
    await known.refresh();
    expect(asked).toBe(0);
    expect(await known.get()).toEqual([1]);
    expect(await known.get()).toEqual([1]);
    await known.refresh();
    expect(await known.get()).toEqual([2]);
  });

  it("tells of a later answer only when it is different", async () => {
    let answer = new Map([["a", 1]]);
    const changed = vi.fn();
    const known = new CachedQuery(() => Promise.resolve(answer), changed);
    await known.get();
    answer = new Map([["a", 1]]);
    await known.refresh();
    expect(changed).not.toHaveBeenCalled();
    expect(known.revision).toBe(0);
    answer = new Map([["a", 2]]);
    await known.refresh();
    expect(changed).toHaveBeenCalledOnce();
    expect(known.revision).toBe(1);
  });

  it("is not waited for longer than patience, and told when it comes", async () => {
    const changed = vi.fn();
    const { promise, resolve: answer } = Promise.withResolvers<string>();
    const known = new CachedQuery(() => promise, changed);
    const first = known.get();
    await vi.advanceTimersByTimeAsync(timeoutMs);
    expect(await first).toBeUndefined();
    answer("late");
    await vi.advanceTimersByTimeAsync(0);
    expect(changed).toHaveBeenCalledOnce();
    expect(await known.get()).toBe("late");
  });

  it("says why there is none, until asking works again", async () => {
    const answers = [Promise.reject(new Error("damaged")), Promise.resolve("whole")];
    const known = new CachedQuery(() => answers.shift() ?? Promise.resolve(""), vi.fn());
    await expect(known.get()).rejects.toThrow("damaged");
    await expect(known.get()).rejects.toThrow("damaged");
    await known.refresh();
    expect(await known.get()).toBe("whole");
  });
});
