import { join } from "node:path";
import { buildAsShipped } from "../../support/buildAsShipped.ts";
import { measure } from "../support/measure.ts";
import { processorTime } from "../support/processorTime.ts";
import { at } from "../support/workflowTree.ts";
import { atMost, type BenchContext, type BenchRow } from "../support/row.ts";

let built: Promise<string> | undefined;

/** `wfs` as it is shipped. */
async function build(context: BenchContext): Promise<string> {
  const directory = await context.directory();
  await buildAsShipped(directory, "wfs");
  return join(directory, "wfs.mjs");
}

/** Reads and parses the same files, with the least of a program around it. */
const loop = `const fs = require("node:fs"), [, directory] = process.argv;
for (const name of fs.readdirSync(directory)) {
  if (name.startsWith("WFS-")) JSON.parse(fs.readFileSync(directory + "/" + name + "/workflow-session.json", "utf8"));
}`;

export const row: BenchRow = {
  id: "wfs",
  position: 15,
  title: "`wfs status`, `wfs list` and `wfs resume`, processor time",
  unit: "sessions",
  sizes: [1, 5_000],
  target:
    "one session: ≤ bare `node -e 0` + 35 ms; 5,000 sessions: ≤ 3 × `node -e` with a loop that reads and parses the same files",
  async run(context, size) {
    const wfs = await (built ??= build(context));
    const tree = await context.workflow(size);
    const verb =
      (...words: readonly string[]) =>
      async (): Promise<number> =>
        processorTime([process.execPath, wfs, "--root", tree.root, ...words]);
    const { ours, list, resume, floor, bare } = await measure(
      {
        ours: verb("status"),
        list: verb("list"),
        resume: verb("resume", at(tree.ids, 0)),
        floor: async () => processorTime([process.execPath, "-e", loop, tree.directory]),
        bare: async () => processorTime([process.execPath, "-e", "0"]),
      },
      { rounds: context.rounds(size === 1 ? 10 : 6), warmUp: 1 },
    );
    return {
      figures: { ours, floor, list, resume, bare },
      checks:
        size === 1
          ? [
              atMost("status − bare", ours.median - bare.median, 35, "ms"),
              atMost("resume − bare", resume.median - bare.median, 35, "ms"),
            ]
          : [atMost("status / loop", ours.ratioTo(floor), 3), atMost("list / loop", list.ratioTo(floor), 3)],
      notes: [
        "processor time, user and system, of whole processes; floor: `node -e` with that loop; bare: `node -e 0`",
      ],
    };
  },
};
