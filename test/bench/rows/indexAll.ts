import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { measure, type Blocking } from "../support/measure.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";

const probe = fileURLToPath(new URL("../support/scanProbe.ts", import.meta.url));

const sessionsIn = (names: readonly string[]): readonly string[] => names.filter((name) => name.startsWith("WFS-"));

async function readAtOnce(directory: string, width: number): Promise<number> {
  const names = sessionsIn(await readdir(directory)).values();
  let read = 0;
  const reader = async (): Promise<void> => {
    for (const name of names) {
      JSON.parse(await readFile(`${directory}/${name}/workflow-session.json`, "utf8"));
      read += 1;
    }
  };
  await Promise.all(Array.from({ length: width }, reader));
  return read;
}

export const row: BenchRow = {
  id: "index-all",
  position: 3,
  title: "index all sessions",
  unit: "sessions",
  sizes: [1_000, 10_000],
  target: "≤ 1.5 × floor; event loop never blocked > 10 ms (slices); validate only what changed",
  async run(context, size) {
    const { directory } = await context.workflow(size);
    const complete = (count: number): void => {
      if (count !== size) throw new Error(`${count} of ${size} sessions`);
    };
    const scanner = (): SessionScanner => new SessionScanner({ ...ports, directory });
    const kept = scanner();
    const first = await kept.scan();
    const { ours, floor, peer, rescan } = await measure(
      {
        ours: async () => complete((await scanner().scan()).sessions.length),
        floor: () => {
          const names = sessionsIn(readdirSync(directory));
          for (const name of names) JSON.parse(readFileSync(`${directory}/${name}/workflow-session.json`, "utf8"));
          complete(names.length);
        },
        peer: async () => {
          const started = performance.now();
          complete(await readAtOnce(directory, 64));
          return performance.now() - started;
        },
        rescan: async () => {
          if ((await kept.scan()).sessions !== first.sessions) throw new Error("nothing had changed");
        },
      },
      { rounds: context.rounds(size >= 10_000 ? 6 : 20), warmUp: 3 },
    );
    const blocks: Blocking[] = [];
    for (let round = 0; round < context.rounds(6); round += 1) {
      const { stdout } = await promisify(execFile)(process.execPath, [probe, directory]);
      blocks.push(JSON.parse(stdout) as Blocking);
    }
    const blocked = new Series(blocks.map(({ wall }) => wall));
    const blockedByUs = new Series(blocks.map((block) => block.ours));
    return {
      figures: { ours, floor, peer, rescan, "longest block": blocked, "of it ours": blockedByUs },
      checks: [
        atMost("ours / floor", ours.ratioTo(floor), 1.5),
        atMost("longest block, processor time, worst", blockedByUs.worst, 10, "ms"),
        atMost("longest block, median round", blocked.median, 10, "ms"),
        atMost("rescan / floor", rescan.ratioTo(floor), 1),
      ],
      notes: [
        "floor: readdir, then readFileSync and JSON.parse of every record, one block; peer: fs/promises, 64 at once",
        "rescan: nothing changed, so nothing is read; longest block: between two turns of the event loop during the first scan of a process",
      ],
    };
  },
};
