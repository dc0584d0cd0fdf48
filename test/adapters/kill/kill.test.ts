import { describe, expect, it } from "vitest";
import { effort } from "../../support/effort.ts";
import { killHarness } from "./harness.ts";

const seconds = effort.killSeconds;
const timeout = seconds * 1000 + 60_000;

describe("eight processes switching, one killed every 30 ms", () => {
  it(
    "alone: always exactly one session, for a plain look at the end and for every reader meanwhile",
    async () => {
      const figures = await killHarness({ seconds, bystanders: 3000, oldTools: 0 });
      console.log("alone:", figures);
      expect(figures.kills).toBeGreaterThan(seconds);
      expect(figures.switches).toBeGreaterThan(seconds);
      expect(figures.refusals).toEqual([]);
      expect(figures.read.none).toBe(0);
      expect(figures.read.healing).toBe(0);
      expect(figures.read.ok).toBeGreaterThan(seconds);
      expect(figures.left).toHaveLength(1);
      expect(figures.leftState).toBe("ok");
    },
    timeout,
  );

  it(
    "beside shells doing `rm .active-*; touch .active-x`: one effective session, and healed to one marker",
    async () => {
      const figures = await killHarness({ seconds, bystanders: 3000, oldTools: 2 });
      console.log("beside old tools:", figures);
      expect(figures.kills).toBeGreaterThan(seconds);
      expect(figures.switches).toBeGreaterThan(0);
      expect(figures.oldTools).toBeGreaterThan(seconds / 2);
      expect(figures.refusals).toEqual([]);
      // A shell held up for more than 200 ms between its `rm` and its `touch` has paused the session for that long.
      expect(figures.read.none).toBeLessThanOrEqual(figures.read.ok / 50);
      expect(figures.leftState).not.toBe("none");
      expect(figures.healed).toHaveLength(1);
    },
    timeout,
  );
});
