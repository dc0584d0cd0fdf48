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

it("draws as many lower-case hexadecimal digits as asked, never the same", () => {
  const drawn = Array.from({ length: 100 }, () => new SystemRandom().hex(6));
  for (const text of drawn) expect(text).toMatch(/^[0-9a-f]{12}$/u);
  expect(new Set(drawn).size).toBe(100);
});
