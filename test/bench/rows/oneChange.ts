import { readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ChokidarWatcher } from "../../../src/adapters/chokidarWatcher.ts";
import { ActiveMarker } from "../../../src/core/sessions/markers/activeMarker.ts";
import { SessionIndex, type IndexChange } from "../../../src/core/sessions/index/sessionIndex.ts";
import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { DirectoryWatching } from "../../../src/core/watching/directoryWatching.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";
import { at, makeWorkflowTree } from "../support/workflowTree.ts";

/** Longer than the pause after which the index looks at everything again. */
const settled = 400;

function firstEvent(listen: (heard: () => void) => { dispose(): void }): Promise<number> {
  return new Promise((resolve) => {
    const subscription = listen(() => {
      subscription.dispose();
      resolve(performance.now());
    });
  });
}

export const row: BenchRow = {
  id: "one-change",
  position: 5,
  title: "redraw after one change (up to the index's event)",
  unit: "sessions",
  sizes: [1_000, 10_000],
  target: "one narrow event, ≤ 50 ms until VS Code shows it",
  async run(context, size) {
    const { directory, ids } = makeWorkflowTree(await context.directory(), size);
    const scanner = new SessionScanner({ ...ports, directory });
    const marker = new ActiveMarker(directory, ports);
    const watching = new DirectoryWatching({ ...ports, name: directory, watcher: new ChokidarWatcher() });
    const index = new SessionIndex({ ...ports, directory, scanner, marker, watching });
    const open = at(ids, 1);
    const changes: IndexChange[] = [];
    const ours: number[] = [];
    const floor: number[] = [];
    try {
      await index.start();
      index.setOpen([open]);
      await wait(1000);
      index.onDidChange((change) => changes.push(change));
      const rounds = context.rounds(10);
      for (let round = 0; round < rounds; round += 1) {
        const path = join(directory, open, "workflow-session.json");
        const text = readFileSync(path, "utf8").replace(/"project": ".*"/u, `"project": "round ${round}"`);
        writeFileSync(`${path}.tmp`, text);
        await wait(settled);
        const watcher = watch(join(directory, open));
        const noticed = firstEvent((heard) => {
          watcher.on("change", heard);
          return { dispose: () => watcher.close() };
        });
        const told = firstEvent((heard) => index.onDidChange(heard));
        const started = performance.now();
        renameSync(`${path}.tmp`, path);
        floor.push((await noticed) - started);
        ours.push((await told) - started);
      }
      await wait(settled);
      const narrow = changes.filter(
        ({ changed, structure, active }) => changed.join() === open && !structure && !active,
      );
      const figures = { ours: new Series(ours), floor: new Series(floor) };
      return {
        figures,
        checks: [
          atMost("write to event, p99", figures.ours.p99, 50, "ms"),
          atMost("events per change", changes.length / rounds, 1, ""),
          atMost("events that are not narrow", changes.length - narrow.length, 0, ""),
        ],
        notes: [
          "floor: fs.watch on the session's directory; the way from the event to the drawn row is measured in the real VS Code",
        ],
      };
    } finally {
      index.dispose();
      await watching.dispose();
    }
  },
};
