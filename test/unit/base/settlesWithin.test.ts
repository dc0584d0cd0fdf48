import { expect, test } from "vitest";
import { settlesWithin } from "../../../src/core/base/settlesWithin.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";

const never = new Promise<never>(() => undefined);

test("what ends in time is waited for, with its failure", async () => {
  const clock = { sleep: async () => await never };
  expect(await settlesWithin(clock, 10, Promise.resolve("done"))).toBe(true);
  await expect(settlesWithin(clock, 10, Promise.reject(new Error("no room")))).rejects.toThrow("no room");
});

test("what takes longer goes on alone, and its later failure is its own", async () => {
  expect(await settlesWithin(new FakeClock(), 10, never)).toBe(false);
  const late = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("too late to matter")), 5);
  });
  const seen = late.catch((error: unknown) => error);
  expect(await settlesWithin(new FakeClock(), 1, late)).toBe(false);
  expect(await seen).toEqual(new Error("too late to matter"));
});

test("nothing waits on once the work has ended", async () => {
  let signal: AbortSignal | undefined;
  const clock = {
    sleep: async (_milliseconds: number, given?: AbortSignal) => {
      signal = given;
      await never;
    },
  };
  await settlesWithin(clock, 10, Promise.resolve());
  expect(signal?.aborted).toBe(true);
});
