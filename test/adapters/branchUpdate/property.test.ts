import { copyFileSync, renameSync } from "node:fs";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { BranchUpdateConflict } from "../../../src/core/checkpoints/branchUpdate/branchUpdateConflict.ts";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import { effort, limit } from "../../support/effort.ts";
import { BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";

let current: BranchUpdateScene | undefined;
afterEach(() => current?.repository.dispose());

const paths = ["a", "b", "d/x", "d/y", "d", "é ü"] as const;
/** A file of nine lines of which each side changes some, or another file altogether, or none. */
const content = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .subarray([0, 4, 8])
      .chain((changed) => fc.record({ changed: fc.constant(changed), word: fc.constantFrom("one", "two") })),
  },
  { weight: 1, arbitrary: fc.constant("gone" as const) },
  { weight: 3, arbitrary: fc.constant("as before" as const) },
);
type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;
const side = fc.array(fc.tuple(fc.constantFrom(...paths), content), { maxLength: 3 });
type Side = typeof side extends fc.Arbitrary<infer T> ? T : never;

function textOf(path: string, made: Exclude<Content, string>): string {
  return Array.from({ length: 9 }, (_, at) => `${path} ${made.changed.includes(at) ? made.word : "line"} ${at}\n`).join(
    "",
  );
}

/** Edits the working tree; where a file meets a directory the later one wins. */
function edit({ repository }: BranchUpdateScene, changes: Side): void {
  for (const [path, made] of changes) {
    if (made === "as before") continue;
    if (path.includes("/") && repository.tree()["d"] !== undefined) repository.remove("d");
    repository.remove(path);
    if (made !== "gone") repository.write(path, textOf(path, made));
  }
}

interface Three {
  readonly move: BranchUpdate;
  /** Commits of the working tree and of the index, each on top of the base. */
  readonly working: string;
  readonly index: string;
}

/** Base, theirs, and the person's index and files, which stay in the working tree. */
function build(scene: BranchUpdateScene, base: Side, theirs: Side, staged: Side, unstaged: Side): Three {
  const { repository } = scene;
  edit(scene, base);
  repository.commitAll("base");
  const move = scene.next(() => edit(scene, theirs));
  edit(scene, staged);
  repository.git("add", "-A");
  const index = repository.git("commit-tree", "-m", "index", "-p", move.from, repository.git("write-tree"));
  edit(scene, unstaged);
  const [kept, copy] = [repository.path(".git", "index"), repository.path(".git", "index of before")];
  copyFileSync(kept, copy);
  repository.git("add", "-A");
  const tree = repository.git("write-tree");
  renameSync(copy, kept);
  const working = repository.git("commit-tree", "-m", "working", "-p", move.from, tree);
  return { move, working, index };
}

/** The tree a merge by git itself gives, or `undefined` with conflicts. */
function merged({ repository }: BranchUpdateScene, ours: string, theirs: string): string | undefined {
  try {
    return repository.git("-c", "merge.directoryRenames=false", "merge-tree", "--write-tree", ours, theirs);
  } catch {
    return undefined;
  }
}

describe("updating a branch to any commit in any working tree", () => {
  it(
    "gives what git's own merge of the files and of the index gives, or changes nothing; taking it back gives all back",
    async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(side, side, side, side, async (base, theirs, staged, unstaged) => {
          const scene = new BranchUpdateScene({
            files: Object.fromEntries(
              ["a", "b", "d/x"].map((path) => [path, textOf(path, { changed: [], word: "one" })]),
            ),
          });
          current = scene;
          const { repository, checkpoints, id } = scene;
          const { move, working, index } = build(scene, base, theirs, staged, unstaged);
          const state = (): unknown => [repository.tree(), repository.git("ls-files", "--stage"), scene.main];
          const before = state();
          const [files, entries] = [merged(scene, working, move.to), merged(scene, index, move.to)];

          const preview = await checkpoints.previewBranchUpdate(id, move);
          const result = await checkpoints.updateBranchAndWorktree(id, move).catch((error: unknown) => error as Error);
          if (result instanceof Error) {
            expect(result).toBeInstanceOf(BranchUpdateConflict);
            expect((result as BranchUpdateConflict).paths).toEqual(preview.conflicts);
            expect(state()).toEqual(before);
            expect(files === undefined || entries === undefined).toBe(true);
          } else {
            expect(preview).toEqual({ conflicts: [], obstacles: [], files: result.files, conversions: [] });
            expect(scene.main).toBe(move.to);
            expect((await checkpoints.currentTree(id)).tree).toBe(files);
            if (entries !== undefined) expect(repository.git("write-tree")).toBe(entries);
            await checkpoints.revertBranchUpdate(id, { ...move, safety: result.safety.id });
            expect(state()).toEqual(before);
          }
          seen.add(result instanceof Error ? "refused" : "landed");
          repository.dispose();
        }),
        // Both outcomes come for certain: other lines of one file, and the same line.
        {
          numRuns: effort.repositoryRuns,
          examples: [[8], [4]].map((mine) => [
            [],
            [["a", { changed: [4], word: "one" }]],
            [],
            [["a", { changed: mine, word: "two" }]],
          ]),
        },
      );
      expect([...seen].toSorted()).toEqual(["landed", "refused"]);
    },
    limit(600_000),
  );
});
