import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { atMost, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";
import type { WatchFigures } from "../support/watchProbe.ts";

const probe = fileURLToPath(new URL("../support/watchProbe.ts", import.meta.url));

async function run(kind: string, directory: string, rounds: number): Promise<WatchFigures> {
  const args = ["--expose-gc", probe, kind, directory, String(rounds)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
  return JSON.parse(stdout) as WatchFigures;
}

const megabytes = (value: number): string => `${value.toFixed(1)} MB`;

/** None is open; the active one is watched as open ones are. */
const mostWatches = 2 + 1;

export const row: BenchRow = {
  id: "notice-change",
  position: 4,
  title: "notice a marker change",
  unit: "sessions",
  sizes: [10_000],
  quickSizes: [1_000],
  target: "≤ 5 ms p99 from write to event, ≤ 2 + (open sessions) watches, ≤ 25 MB",
  async run(context, size) {
    const { directory } = await context.workflow(size);
    const floor = await run("floor", directory, context.rounds(10));
    const ours = await run("ours", directory, context.rounds(20));
    const peer = await run("peer", directory, context.rounds(5));
    const figures = {
      ours: new Series(ours.latencies),
      floor: new Series(floor.latencies),
      peer: new Series(peer.latencies),
    };
    return {
      figures,
      checks: [
        atMost("write to event, p99", figures.ours.p99, 5, "ms"),
        ...(Number.isNaN(ours.watches) ? [] : [atMost("watches", ours.watches, mostWatches, "")]),
        atMost("memory kept, index included", ours.heapMegabytes, 25, "MB"),
      ],
      notes: [
        "floor: fs.watch on the root; peer: chokidar over everything; ours: root, its parent and the active session, to the index's own event",
        `${size}: watches ${ours.watches} / ${floor.watches} / ${peer.watches}, resident +${[ours, floor, peer]
          .map(({ residentMegabytes }) => megabytes(residentMegabytes))
          .join(
            " / ",
          )}, heap +${[ours, floor, peer].map(({ heapMegabytes }) => megabytes(heapMegabytes)).join(" / ")}, ready after ${[
          ours,
          floor,
          peer,
        ]
          .map(({ ready }) => `${ready.toFixed(0)} ms`)
          .join(" / ")} (ours / floor / peer)`,
      ],
    };
  },
};
