import { execFileSync } from "node:child_process";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { mustBeSeen, type ProposalFile } from "../../../src/core/review/proposal/proposal.ts";
import { readFileDiff } from "../../../src/core/review/proposal/fileDiff.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import type { FileDiff } from "../../page/support/proposal.ts";
import { snapshot } from "../../page/support/proposal.ts";
import { BenchBrowser, closePage, memoryOf, type Memory } from "../support/benchBrowser.ts";
import { openVault } from "../support/bigProposal.ts";
import { measure } from "../support/measure.ts";
import { clickAndSee, drawNames, drawWhole, scrollThrough, sendAndSee, type Scrolling } from "../support/pageProbe.ts";
import { atMost, type BenchContext, type BenchRow } from "../support/row.ts";
import { Series } from "../support/series.ts";

interface Scene {
  readonly files: readonly ProposalFile[];
  readonly first: FileDiff;
  readonly patch: string;
}

/** What the extension gives the page, read from a vault as it does. */
async function makeScene(context: BenchContext, size: number): Promise<Scene> {
  const { root, from, to } = await context.proposal(size);
  const vault = await openVault(root, await context.directory());
  await vault.import([
    { ref: refName("refs/workflow/bench/from"), id: from },
    { ref: refName("refs/workflow/bench/to"), id: to },
  ]);
  const files = await proposalFiles(vault.repository, from, to);
  const [file] = files;
  if (file === undefined) throw new Error("A proposal has files.");
  const diff = await readFileDiff(vault.repository, file, false);
  if (diff.kind !== "text") throw new Error(`${file.path} is a text.`);
  const first = { ...diff, ranges: diff.ranges.map((range) => ({ ...range })) };
  const patch = execFileSync("git", ["diff", from, to], { cwd: root, maxBuffer: 1 << 28 }).toString("utf8");
  return { files, first, patch };
}

export const row: BenchRow = {
  id: "review-page",
  position: 23,
  title: "the review page draws a proposal, in a real Chromium",
  unit: "files, 80 lines changed in each",
  sizes: [1_000],
  quickSizes: [100],
  target: "file list ≤ 200 ms, first file ≤ 300 ms, scrolling never builds more than what is visible",
  async run(context, size) {
    const { files, first, patch } = await makeScene(context, size);
    const shown = snapshot({
      files: files.map((file) => ({
        ...file,
        sensitive: file.sensitive === null ? null : String(file.sensitive),
        mustBeSeen: mustBeSeen(file),
        checks: null,
      })),
    });
    const browser = await BenchBrowser.start(await context.directory());
    const opened: number[] = [];
    const scrolled: { readonly list: Scrolling; readonly diff: Scrolling }[] = [];
    let memory: { readonly ours: Memory; readonly whole: Memory } | undefined;
    try {
      const figures = await measure(
        {
          ours: async () => {
            const { page } = await browser.review({ files: [first] });
            const list = await page.evaluate(sendAndSee, {
              message: { type: "snapshot", snapshot: shown },
              selector: ".entries .entry:nth-child(2)",
            });
            opened.push(await page.evaluate(clickAndSee, { click: entry(1), selector: ".diff .row.line" }));
            scrolled.push({
              list: await page.evaluate(scrollThrough, { scroller: ".entries", row: ".entries .entry" }),
              diff: await page.evaluate(scrollThrough, { scroller: ".diff", row: ".diff .row" }),
            });
            memory = { whole: { heap: 0, nodes: 0 }, ...memory, ours: await memoryOf(page) };
            await closePage(page);
            return list;
          },
          floor: async () => {
            const page = await browser.blank();
            const names = await page.evaluate(drawNames, { names: files.map(({ path }) => path) });
            await closePage(page);
            return names;
          },
          peer: async () => {
            const page = await browser.blank();
            const whole = await page.evaluate(drawWhole, { patch });
            memory = { ours: { heap: 0, nodes: 0 }, ...memory, whole: await memoryOf(page) };
            await closePage(page);
            return whole;
          },
        },
        { rounds: context.rounds(3), warmUp: 1 },
      );
      const [list, diff] = [scrolled.map((one) => one.list), scrolled.map((one) => one.diff)];
      const firstFile = new Series(opened.slice(1));
      if (list.some(({ seen }) => seen <= size)) throw new Error("Scrolling did not reach every file.");
      return {
        figures: {
          ...figures,
          "first file": firstFile,
          "scroll step, list": new Series(list.flatMap(({ steps }) => steps)),
          "scroll step, file": new Series(diff.flatMap(({ steps }) => steps)),
        },
        checks: [
          atMost("file list, median", figures.ours.median, 200, "ms"),
          atMost("first file, median", firstFile.median, 300, "ms"),
          atMost("entries that exist at once", Math.max(...list.map(({ rows }) => rows)), 100, ""),
          atMost("lines that exist at once", Math.max(...diff.map(({ rows }) => rows)), 100, ""),
          atMost("objects of the page", megabytes(memory?.ours), 32, "MB"),
        ],
        notes: [
          "from the message to the painted list, and from the click to the painted file with the way to the extension; floor: the names as one text; peer: an element for each line of the whole patch, as viewers without a virtual list draw it",
          `${size} files: the page holds ${megabytes(memory?.ours).toFixed(1)} MB and ${memory?.ours.nodes} nodes, the peer ${megabytes(memory?.whole).toFixed(1)} MB and ${memory?.whole.nodes} nodes`,
        ],
      };
    } finally {
      await browser.stop();
    }
  },
};

function entry(index: number): string {
  return `.entries .entry[data-index="${index}"]`;
}

function megabytes(memory: Memory | undefined): number {
  return (memory?.heap ?? Number.NaN) / 2 ** 20;
}
