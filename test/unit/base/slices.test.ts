import { describe, expect, it } from "vitest";
import type { Clock } from "../../../src/core/base/ports.ts";
import { Slices } from "../../../src/core/base/slices.ts";

/** A clock on which every piece of work takes the same time. */
function workingClock(): Clock & { spend(milliseconds: number): void; readonly breaths: readonly number[] } {
  let time = 0;
  const breaths: number[] = [];
  return {
    breaths,
    spend: (milliseconds) => {
      time += milliseconds;
    },
    now: () => time,
    elapsed: () => time,
    sleep: () => Promise.resolve(),
    yieldToEventLoop: () => {
      breaths.push(time);
      return Promise.resolve();
    },
  };
}

describe("Slices", () => {
  it.each([0.006, 0.05, 0.4])("never works for 10 ms without a breath when pieces take %d ms", async (piece) => {
    const clock = workingClock();
    const slices = new Slices(clock);
    for (let count = 0; count < 10_000; count += 1) {
      if (slices.due) await slices.rest();
      clock.spend(piece);
    }
    const stretches = clock.breaths.map((breath, index) => breath - (clock.breaths[index - 1] ?? 0));
    expect(Math.max(...stretches)).toBeLessThan(10);
    expect(Math.min(...stretches)).toBeGreaterThanOrEqual(3);
  });

  it("does not breathe for work that is over at once", async () => {
    const clock = workingClock();
    const slices = new Slices(clock);
    for (let count = 0; count < 100; count += 1) {
      if (slices.due) await slices.rest();
      clock.spend(0.01);
    }
    expect(clock.breaths).toEqual([]);
  });
});
