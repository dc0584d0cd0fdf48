import { execFileSync } from "node:child_process";
import { parsePatch } from "diff";
import { refName } from "../../../src/core/git/repository/refName.ts";
import { readFileDiff } from "../../../src/core/review/proposal/fileDiff.ts";
import { proposalFiles } from "../../../src/core/review/proposal/proposalFiles.ts";
import { openVault } from "../support/bigProposal.ts";
import { measure } from "../support/measure.ts";
import { atMost, type BenchRow } from "../support/row.ts";

export const row: BenchRow = {
  id: "proposal",
  position: 20,
  title: "open a proposal",
  unit: "files, 80 lines changed in each",
  sizes: [1_000],
  quickSizes: [100],
  target: "file list ≤ 200 ms, with the first file ≤ 300 ms",
  async run(context, size) {
    const { root, from, to } = await context.proposal(size);
    const vault = await openVault(root, await context.directory());
    await vault.import([
      { ref: refName("refs/workflow/bench/from"), id: from },
      { ref: refName("refs/workflow/bench/to"), id: to },
    ]);
    const { repository } = vault;
    const git = (...args: readonly string[]): Buffer =>
      execFileSync("git", [`--git-dir=${repository.paths.gitDir}`, ...args], { maxBuffer: 1 << 28 });
    const figures = await measure(
      {
        ours: async () => await proposalFiles(repository, from, to),
        floor: () => git("diff-tree", "-r", "-z", "--raw", "--numstat", "--no-renames", from, to),
        peer: () => void parsePatch(git("diff", from, to).toString("utf8")),
        "list and first file": async () => {
          const [first] = await proposalFiles(repository, from, to);
          if (first === undefined) throw new Error("A proposal has files.");
          await readFileDiff(repository, first, false);
        },
      },
      { rounds: context.rounds(8), warmUp: 2 },
    );
    return {
      figures,
      checks: [
        atMost("file list, median", figures.ours.median, 200, "ms"),
        atMost("list and first file, median", figures["list and first file"].median, 300, "ms"),
      ],
      notes: [
        "ours: every file with its modes, sizes, lines, kind, hidden characters and why it matters; floor: `diff-tree --raw --numstat` alone; peer: the whole patch at once, parsed by jsdiff, nothing drawn (diff2html parses and draws it all before anything is seen).",
      ],
    };
  },
};
