import type { ResumeFigures } from "../support/resumeProbe.ts";
import { copyExtension, withoutActivationEvents, type ExtensionCopy } from "../support/extensionCopy.ts";
import { probeWindow } from "../support/probeWindow.ts";
import { atMost, type BenchContext, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";
import { at } from "../support/workflowTree.ts";

let prepared: Promise<ExtensionCopy> | undefined;

async function prepare(context: BenchContext): Promise<ExtensionCopy> {
  const extension = await copyExtension(await context.directory());
  await withoutActivationEvents(extension);
  return extension;
}

export const row: BenchRow = {
  id: "resume",
  position: 102,
  title: "resume in a real VS Code, from the click to the row",
  unit: "sessions",
  sizes: [10, 1_000],
  target: "median ≤ 100 ms",
  async run(context, size) {
    const extension = await (prepared ??= prepare(context));
    const { root, directory, ids } = await context.workflow(size);
    const told = { sessions: [at(ids, 1), at(ids, 2)], rounds: context.rounds(10), directory };
    const measured = await probeWindow("resumeProbe.ts", {
      extension,
      opened: root,
      directory: await context.directory(),
      told,
    });
    const { ours, floor } = measured as ResumeFigures;
    const figures = { ours: new Series(ours), floor: new Series(floor) };
    return {
      figures,
      checks: [atMost("click to row, median", figures.ours.median, 100, "ms")],
      notes: ["floor: a rename of the marker until the system tells of it; one window, production build"],
    };
  },
};
