import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseNumstat } from "../../../src/core/git/objects/changedFiles.ts";
import { Memo } from "../../../src/core/base/memo.ts";
import { parseStatus } from "../../../src/core/forks/worktree/worktreeStatus.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const path = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !text.includes("\0") && text.isWellFormed());

test("status names every path with its kind", () => {
  const ids = `${"1".repeat(40)} ${"2".repeat(40)}`;
  const output = [
    `1 .M N... 100644 100644 100644 ${ids} with space.txt`,
    `1 A. N... 000000 100644 100644 ${ids} a\nb`,
    `u UU N... 100644 100644 100644 100644 ${ids} ${"3".repeat(40)} both`,
    "? new file",
    "! ignored",
    "# branch.head main",
  ];
  expect(parseStatus(bytes(output.map((line) => `${line}\0`).join("")))).toEqual([
    { path: "with space.txt", kind: "changed" },
    { path: "a\nb", kind: "changed" },
    { path: "both", kind: "unmerged" },
    { path: "new file", kind: "untracked" },
  ]);
});

test("numbers of lines belong to their paths, whatever they are called", () => {
  const entry = fc.record({ path, added: fc.nat(), removed: fc.nat(), binary: fc.boolean() });
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: (one) => one.path }), (entries) => {
      const lines = entries.map(({ path, added, removed, binary }) =>
        binary ? `-\t-\t${path}\0` : `${added}\t${removed}\t${path}\0`,
      );
      const expected = entries.map(({ path, added, removed, binary }) => [
        path,
        binary ? { added: null, removed: null } : { added, removed },
      ]);
      expect([...parseNumstat(bytes(lines.join("")))]).toEqual(expected);
    }),
  );
});

test("other output is refused", () => {
  expect(() => parseNumstat(bytes("1 file changed\0"))).toThrow("cannot be read");
});

test("a memo asks once, forgets failures and the oldest", async () => {
  const memo = new Memo<number>(2);
  let asked = 0;
  const ask = async (): Promise<number> => Promise.resolve(++asked);
  expect(await Promise.all([memo.get("a", ask), memo.get("a", ask)])).toEqual([1, 1]);
  await expect(memo.get("b", async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await memo.get("b", ask)).toBe(2);
  expect(await memo.get("c", ask)).toBe(3);
  expect(await memo.get("a", ask)).toBe(4);
});
