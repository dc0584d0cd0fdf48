import { expect, it } from "vitest";
import { parsePatches } from "../../../src/core/found/model/isTakenBack.ts";

const parsed = (...lines: readonly string[]): readonly (readonly [string, readonly string[], readonly string[]])[] =>
  [...parsePatches(new TextEncoder().encode(`${lines.join("\n")}\n`))].map(([file, { about, hunks }]) => [
    file,
    [...about],
    [...hunks],
  ]);

const [index, names] = ["index aa..bb 100644", ["--- a/f", "+++ b/f"]];

it("a hunk is told by where it was and by its lines, whatever they say", () => {
  const odd = "+x\rdiff --git a/g b/g\r@@ -7 +7 @@";
  const file = [
    "diff --git a/f b/f",
    index,
    ...names,
    "@@ -3 +4,2 @@ f()",
    "-1",
    odd,
    "@@ -9,0 +11 @@",
    "+@@ -1 +1 @@",
  ];
  expect(parsed(...file)).toEqual([["diff --git a/f b/f", [], [`3\n-1\n${odd}\n`, "9,0\n+@@ -1 +1 @@\n"]]]);
});

it("a mode is told, a file that is no text by what it is, and one that became a link is one file", () => {
  const mode = ["diff --git a/m b/m", "old mode 100644", "new mode 100755"];
  const binary = ["diff --git a/b b/b", index, "Binary files a/b and b/b differ"];
  const link = ["diff --git a/l b/l", "deleted file mode 100644", index, ...names, "@@ -1 +0,0 @@", "-1"];
  const made = ["diff --git a/l b/l", "new file mode 120000", index, ...names, "@@ -0,0 +1 @@", "+f"];
  expect(parsed(...mode, ...binary, ...link, ...made)).toEqual([
    ["diff --git a/m b/m", ["old mode 100644", "new mode 100755"], []],
    ["diff --git a/b b/b", [], [index]],
    ["diff --git a/l b/l", ["deleted file mode 100644", "new file mode 120000"], ["1\n-1\n", "0,0\n+f\n"]],
  ]);
  expect(parsed()).toEqual([]);
});
