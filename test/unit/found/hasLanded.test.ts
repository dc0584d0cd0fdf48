import { expect, it } from "vitest";
import { parseHistory, passesThrough } from "../../../src/core/found/model/hasLanded.ts";
import type { ObjectId } from "../../../src/core/git/repository/objectId.ts";

const wanted = [
  { path: "a", newMode: "100644", newId: "aa" as ObjectId },
  { path: "b", newMode: "000000", newId: "00" as ObjectId },
] as const;
const a = { path: "a", state: "100644 aa" };
const b = { path: "b", state: "000000 00" };
const other = (path: string): { readonly path: string; readonly state: string } => ({ path, state: "100644 ff" });

it.each([
  ["one commit brings all", [[a, b]], true],
  ["several commits bring it", [[a], [b]], true],
  ["and what comes afterwards does not matter", [[a, b], [other("a")]], true],
  ["other files do not matter", [[a, b, other("c")]], true],
  ["a part is not enough", [[a]], false],
  ["never all at the same commit", [[a], [other("a"), b]], false],
  ["nor at a moment within one", [[b], [a, other("b")]], false],
  ["another mode is another file", [[{ path: "a", state: "100755 aa" }, b]], false],
  ["nothing happened", [], false],
])("%s", (_name, history, expected) => {
  expect(passesThrough(history, wanted)).toBe(expected);
});

const line = (mode: string, id: string): string => `:100644 ${mode} ${"3".repeat(40)} ${id} M`;

it("git's list is read commit by commit, whatever files are called", () => {
  const ids = ["1", "2"].map((digit) => digit.repeat(40));
  const fields = [
    ids[0],
    line("100644", "aa"),
    "a",
    line("100755", "bb"),
    ids[1],
    ids[1],
    line("000000", "00"),
    ":b\nc",
  ];
  expect(parseHistory(new TextEncoder().encode(fields.map((field) => `${field ?? ""}\0`).join("")))).toEqual([
    [
      { path: "a", state: "100644 aa" },
      { path: ids[1], state: "100755 bb" },
    ],
    [{ path: ":b\nc", state: "000000 00" }],
  ]);
});
