import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ActivationFigures } from "../support/activationProbe.ts";
import {
  copyExtension,
  emptyExtension,
  measureSizes,
  withoutActivationEvents,
  type ExtensionCopy,
  type ExtensionSizes,
} from "../support/extensionCopy.ts";
import { probeWindow } from "../support/probeWindow.ts";
import { atMost, type BenchContext, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";

/** Activates the extension once in a window of its own. */
async function activate(extension: ExtensionCopy, opened: string, directory: string): Promise<ActivationFigures> {
  return (await probeWindow("activationProbe.ts", { extension, opened, directory })) as ActivationFigures;
}

interface Prepared {
  readonly ours: ExtensionCopy;
  readonly empty: ExtensionCopy;
  readonly sizes: ExtensionSizes;
}

let prepared: Promise<Prepared> | undefined;

async function prepare(context: BenchContext): Promise<Prepared> {
  const ours = await copyExtension(await context.directory());
  const sizes = await measureSizes(ours);
  await withoutActivationEvents(ours);
  return { ours, sizes, empty: await emptyExtension(await context.directory()) };
}

const kilobytes = (bytes: number): number => bytes / 1024;

export const row: BenchRow = {
  id: "activation",
  position: 100,
  title: "activation in a real VS Code, until the view has its rows",
  unit: "sessions",
  sizes: [0, 1_000],
  target: "≤ 40 ms on an empty folder, ≤ 120 ms with 1k sessions; extension bundle ≤ 200 KB; .vsix ≤ 600 KB",
  async run(context, size) {
    prepared ??= prepare(context);
    const { ours, empty, sizes } = await prepared;
    const opened = size === 0 ? join(await context.directory(), "empty") : (await context.workflow(size)).root;
    await mkdir(opened, { recursive: true });
    const floor = await activate(empty, opened, await context.directory());
    const figures: ActivationFigures[] = [];
    for (let round = 0; round < context.rounds(2); round += 1)
      figures.push(await activate(ours, opened, await context.directory()));
    const series = {
      ours: new Series(figures.map(({ rows, activated }) => rows ?? activated)),
      floor: new Series([floor.activated]),
      activate: new Series(figures.map(({ activated }) => activated)),
      "VS Code's report": new Series(figures.map(({ report: { load, call, finish } }) => load + call + finish)),
    };
    return {
      figures: series,
      checks: [
        atMost("until the view has its rows, median", series.ours.median, size === 0 ? 40 : 120, "ms"),
        atMost("extension bundle", kilobytes(sizes.eager), 200, "KB"),
        atMost(".vsix", kilobytes(sizes.vsix), 600, "KB"),
      ],
      notes: [
        "floor: an extension that does nothing, once; activate: until the activation has ended; one window for each sample, production build",
        `bundle: ${kilobytes(sizes.eager).toFixed(0)} KB are read at activation, ${kilobytes(sizes.all).toFixed(0)} KB with the parts read when needed`,
      ],
    };
  },
};
