import { expect, it } from "vitest";
import { lazily } from "../../../src/core/base/lazily.ts";

it("makes a value once, when it is first asked for, whoever asks meanwhile", async () => {
  let made = 0;
  const value = lazily(async () => await Promise.resolve((made += 1)));
  expect(made).toBe(0);
  expect(await Promise.all([value(), value()])).toEqual([1, 1]);
  expect(await value()).toBe(1);
});

it("tells everybody who waits of a failure, and tries again for the next", async () => {
  let tried = 0;
  const value = lazily(async () => {
    tried += 1;
    await Promise.resolve();
    if (tried === 1) throw new Error("not yet");
    return tried;
  });
  const waiting = await Promise.allSettled([value(), value()]);
  expect(waiting.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(tried).toBe(1);
  expect(await value()).toBe(2);
  expect(await value()).toBe(2);
});

it("tries again after what throws at once", async () => {
  let tried = 0;
  const value = lazily(() => {
    tried += 1;
    if (tried === 1) throw new Error("at once");
    return Promise.resolve(tried);
  });
  await expect(value()).rejects.toThrow("at once");
  expect(await value()).toBe(2);
});
