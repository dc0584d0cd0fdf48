import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseMergeTree } from "../../../src/core/git/merge/mergePreview.ts";

const tree = "cf1c568fa4c2c340abed8ae4a7c060d583b03746";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a clean merge is a tree and nothing else", () => {
  expect(parseMergeTree(bytes(`${tree}\0`))).toEqual({ tree, conflicts: [], messages: [] });
});

test("conflicts are named with git's own sentences, the automatic merges are not", () => {
  const output = `${tree}\0a\0d/x\0\x001\0a\0Auto-merging\0Auto-merging a\n\x001\0a\0CONFLICT (contents)\0CONFLICT (content): Merge conflict in a\n\x002\0d/x\0d/y\0CONFLICT (rename)\0CONFLICT (rename): d/x\n\0`;
  expect(parseMergeTree(bytes(output))).toEqual({
    tree,
    conflicts: ["a", "d/x"],
    messages: ["CONFLICT (content): Merge conflict in a", "CONFLICT (rename): d/x"],
  });
});

test("paths may hold anything but NUL", () => {
  const path = fc
    .string({ unit: "binary", minLength: 1 })
    .filter((text) => !text.includes("\0") && text.isWellFormed());
  fc.assert(
    fc.property(fc.uniqueArray(path), (paths) => {
      const parsed = parseMergeTree(bytes(`${[tree, ...paths].join("\0")}\0\0`));
      expect(parsed.conflicts).toEqual(paths.toSorted());
    }),
  );
});

test.each(["", "error: oh", "cf1c568", "\0"])("%j is no preview", (output) => {
  expect(() => parseMergeTree(bytes(output))).toThrow("could not be read");
});
