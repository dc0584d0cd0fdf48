import { mkdirSync, readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { CheckpointScene } from "../../support/scenes/checkpointScene.ts";
import { effort, limit } from "../../support/effort.ts";

type Entry =
  | { readonly kind: "file"; readonly content: Uint8Array; readonly executable: boolean }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "directory" };

const names = [
  "a",
  "b",
  "Ü ü",
  "line\nbreak",
  "-rf",
  '"quo\\ted"',
  "*[x]?",
  "\u{1F600}",
  "e\u0301",
  "tab\t",
  " ",
  "~",
  ":(top)x",
  "#",
  "!n",
];
const name = fc.constantFrom(...names);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .constantFrom("", "text\n", "crlf\r\nlines\r\n", "no newline", "same")
    .map((text) => new TextEncoder().encode(text)),
);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("file" as const), content, executable: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("link" as const),
      target: fc.constantFrom("a", "nowhere", "../..", "b/a"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "directory" as const }) },
);
/** Entries in order; one that meets another kind on its way is left out when the tree is made. */
const tree = fc.array(fc.tuple(path, entry), { maxLength: 10 });

let scene: CheckpointScene | undefined;
afterEach(() => scene?.repository.dispose());

function make({ repository }: CheckpointScene, entries: readonly (readonly [string, Entry])[]): void {
  const files = new Set<string>();
  const directories = new Set<string>();
  for (const [at, made] of entries) {
    const parents = at
      .split("/")
      .slice(0, -1)
      .map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    if (files.has(at) || directories.has(at) || parents.some((parent) => files.has(parent))) continue;
    for (const parent of parents) directories.add(parent);
    if (made.kind === "directory") {
      directories.add(at);
      mkdirSync(repository.path(at), { recursive: true });
      continue;
    }
    files.add(at);
    if (made.kind === "link") repository.link(at, made.target);
    else repository.write(at, made.content, made.executable ? 0o755 : 0o644);
  }
}

function clear({ repository }: CheckpointScene): void {
  for (const found of readdirSync(repository.root)) if (found !== ".git") repository.remove(found);
}

/** Files and links only: directories that are in the way of nothing may stay. */
function filesIn(found: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(found).filter(([, kind]) => kind !== "directory"));
}

describe("round trip", () => {
  it(
    "brings any tree back after any other, and the other by undo",
    async () => {
      await fc.assert(
        fc.asyncProperty(tree, tree, tree, fc.boolean(), async (committed, first, second, staged) => {
          scene = new CheckpointScene({ files: {} });
          const { repository, checkpoints, id } = scene;
          try {
            make(scene, committed);
            repository.commitAll("committed");
            clear(scene);
            make(scene, first);
            if (staged) repository.git("add", "-A");
            const before = repository.tree();
            const taken = await checkpoints.take(id);
            clear(scene);
            make(scene, second);
            const between = repository.tree();
            const { kept } = await checkpoints.restore(id, taken.id);
            const after = repository.tree();
            expect(kept).toEqual([]);
            expect(filesIn(after)).toEqual(filesIn(before));
            expect(Object.keys(before).filter((at) => after[at] === undefined)).toEqual([]);
            const idle =
              isDeepStrictEqual(filesIn(before), filesIn(between)) && Object.keys(before).every((at) => at in between);
            if (idle) await expect(checkpoints.undo(id)).rejects.toMatchObject({ code: "not-found" });
            else await checkpoints.undo(id);
            expect(filesIn(repository.tree())).toEqual(filesIn(between));
          } finally {
            repository.dispose();
          }
        }),
        { numRuns: effort.repositoryRuns, endOnFailure: false },
      );
    },
    limit(600_000),
  );
});
