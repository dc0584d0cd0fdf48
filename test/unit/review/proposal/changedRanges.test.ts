import { expect, test } from "vitest";
import { parseHunks } from "../../../../src/core/review/proposal/changedRanges.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const head = "diff --git a/1 b/2\nindex 1..2 100644\n--- a/1\n+++ b/2\n";

test("ranges are zero-based; a side without lines is named by the line before it", () => {
  const patch = `${head}@@ -0,0 +1,2 @@\n+a\n+b\n@@ -3 +4,0 @@ function\n-c\n@@ -5,2 +6 @@\n-d\n-e\n+f\n`;
  expect(parseHunks(bytes(patch))).toEqual([
    { oldStart: 0, oldCount: 0, newStart: 0, newCount: 2 },
    { oldStart: 2, oldCount: 1, newStart: 4, newCount: 0 },
    { oldStart: 4, oldCount: 2, newStart: 5, newCount: 1 },
  ]);
});

test.each(["@@ -1 @@", "@@ -1,x +1 @@", "@@ -99999999999 +1 @@", "@@ -1 +2 @@", "@@@ -1 -1 +1 @@@"])(
  "%s is not a header of a patch without context",
  (header) => {
    expect(() => parseHunks(bytes(`${head}${header}\n`))).toThrow("cannot be read");
  },
);

test("what looks like a header inside a line is content", () => {
  const patch = `${head}@@ -1 +1 @@\n-@@ -7 +7 @@\n+@@ -8 +8 @@\r\n\\ No newline at end of file\n`;
  expect(parseHunks(bytes(patch))).toEqual([{ oldStart: 0, oldCount: 1, newStart: 0, newCount: 1 }]);
});
