import { expect, it } from "vitest";
import { SystemClock } from "../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../src/adapters/systemRandom.ts";

it("sleeps as long as asked, and no longer than wanted", async () => {
  const clock = new SystemClock();
  const start = clock.elapsed();
  await clock.sleep(30);
  expect(clock.elapsed() - start).toBeGreaterThanOrEqual(28);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);

  const stop = new AbortController();
  const long = clock.sleep(60_000, stop.signal);
  stop.abort();
  await expect(long).rejects.toMatchObject({ name: "AbortError" });
  expect(clock.elapsed() - start).toBeLessThan(10_000);
});

it("lets timers and other work run when it breathes", async () => {
  let ran = false;
  setImmediate(() => {
    ran = true;
  });
  await new SystemClock().yieldToEventLoop();
  expect(ran).toBe(true);
});

it.each(["hex", "name"] as const)(
  "draws as many lower-case hexadecimal digits as asked, never the same (%s)",
  (draw) => {
    const random = new SystemRandom();
    for (const bytes of [1, 2, 4, 6, 8, 16])
      expect(random[draw](bytes)).toMatch(new RegExp(`^[0-9a-f]{${bytes * 2}}$`, "u"));
    expect(new Set(Array.from({ length: 10_000 }, () => random[draw](6))).size).toBe(10_000);
  },
);
