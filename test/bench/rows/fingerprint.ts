import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import { digestedChanges } from "../../../src/core/review/proposal/changesDigest.ts";
import { measure } from "../support/measure.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";

/** Each changes what `git diff -p` prints for the same two commits. */
const configurations: readonly (readonly [key: string, value: string])[] = [
  ["diff.noprefix", "true"],
  ["diff.mnemonicPrefix", "true"],
  ["diff.algorithm", "patience"],
  ["diff.context", "7"],
  ["diff.renames", "false"],
  ["diff.interHunkContext", "20"],
  ["core.abbrev", "12"],
  ["color.ui", "always"],
];

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export const row: BenchRow = {
  id: "fingerprint",
  position: 21,
  title: "fingerprint of a change",
  unit: "files",
  sizes: [1_000],
  quickSizes: [100],
  target: "sha256 of the raw listing: one hash under 8 git configurations",
  async run(context, size) {
    const { root, from, to } = await context.proposal(size);
    const git = (...args: readonly string[]): Buffer => execFileSync("git", args, { cwd: root, maxBuffer: 1 << 28 });
    const listing = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", from, to];
    const repository = await openRepository(new SimpleGit({ workspace: root, logger: ports.logger }), root);
    const cryptography = new NodeCryptography();
    const bytes = git(...listing);
    const digests = new Set([sha256(bytes)]);
    const patches = new Set([sha256(git("diff", "-p", from, to))]);
    for (const [key, value] of configurations) {
      git("config", key, value);
      digests.add((await digestedChanges(repository, from, to, cryptography)).digest);
      patches.add(sha256(git("diff", "-p", from, to)));
      git("config", "--unset", key);
    }
    const figures = await measure(
      {
        ours: async () => await digestedChanges(repository, from, to, cryptography),
        floor: () => sha256(git(...listing)),
        peer: () => sha256(git("diff", "-p", from, to)),
        "sha256 alone": () => sha256(bytes),
      },
      { rounds: context.rounds(10), warmUp: 2 },
    );
    return {
      figures,
      checks: [
        atMost("hashes of one change under 8 configurations", digests.size, 1, ""),
        atMost("ours / floor", figures.ours.ratioTo(figures.floor), 3),
      ],
      notes: [`peer: the hash of the patch text, of which the same configurations give ${patches.size}.`],
    };
  },
};
