import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { measure } from "../support/measure.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";

/** What a shell script that knows the marker does. */
const shellLook =
  "active_session=$(ls .workflow/.active-* 2>/dev/null | head -1); basename \"$active_session\" | sed 's/^\\.active-//'";

/** How often the remembered marker is read for one sample: a single read is too short for the clock. */
const reads = 200;

export const row: BenchRow = {
  id: "find-active",
  position: 1,
  title: "find the active session",
  unit: "sessions",
  sizes: [100, 1_000, 10_000],
  target: "≤ 1.2 × readdir on first look; O(1) afterwards (remembered marker)",
  async run(context, size) {
    const { root, directory, active } = await context.workflow(size);
    const remembered = new ActiveMarker(directory, ports);
    await remembered.read();
    const { ours, floor } = await measure(
      {
        ours: async () => {
          const { active: found } = await new ActiveMarker(directory, ports).read();
          if (found !== active) throw new Error(`found ${found}`);
        },
        floor: () => {
          if (!readdirSync(directory).some((name) => name.startsWith(".active-"))) throw new Error("no marker");
        },
      },
      { rounds: context.rounds(40), collect: false, alternate: true },
    );
    // Apart: after a process was started, the next contestant pays for the pages that both share, half a millisecond.
    const { peer, again } = await measure(
      {
        peer: () => {
          const found = execFileSync("sh", ["-c", shellLook], { cwd: root, encoding: "utf8" }).trim();
          if (found !== active) throw new Error(`found ${found}`);
        },
        again: async () => {
          const started = performance.now();
          for (let read = 0; read < reads; read += 1) await remembered.read();
          return (performance.now() - started) / reads;
        },
      },
      { rounds: context.rounds(40), collect: false },
    );
    return {
      figures: { ours, floor, peer, again },
      checks: [
        // Below a millisecond the ratio says more about two stats than about the listing.
        ...(size >= 1_000 ? [atMost("first look / floor", ours.ratioTo(floor), 1.2)] : []),
        atMost("remembered marker, median", again.median, 0.1, "ms"),
      ],
      notes: ["peer: ls in a shell", "again: the remembered marker, read again"],
    };
  },
};
