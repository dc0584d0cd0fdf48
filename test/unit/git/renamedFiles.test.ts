import * as fc from "fast-check";
import { expect, it } from "vitest";
import { pairRenames } from "../../../src/core/git/objects/pairRenames.ts";
import { parsePairedNumstat } from "../../../src/core/git/objects/renamedFiles.ts";
import type { PathChange } from "../../../src/core/git/objects/treeDiff.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { pairedDrafts, type Draft } from "../../../src/core/review/proposal/pairedDrafts.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it("counts belong to the new path, and a rename names the former one, whatever they are called", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter((text) => !text.includes("\0"));
  const entry = fc.record({ path: name, former: fc.option(name), added: fc.nat(), removed: fc.nat() });
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ path }) => path }), (entries) => {
      const output = entries.map(({ path, former, added, removed }) =>
        former === null ? `${added}\t${removed}\t${path}\0` : `${added}\t${removed}\t\0${former}\0${path}\0`,
      );
      const { lines, renames } = parsePairedNumstat(bytes(output.join("")));
      expect([...lines]).toEqual(entries.map(({ path, added, removed }) => [path, { added, removed }]));
      expect([...renames]).toEqual(
        entries.flatMap(({ path, former }) => (former === null ? [] : [[path, former] as const])),
      );
    }),
  );
});

it.each(["1\t2\t\0former\0", "1\t2\t\0", "one file changed\0", "1\t2\t\0\0\0"])("%j is refused", (output) => {
  expect(() => parsePairedNumstat(bytes(output))).toThrow("cannot be read");
});

const path = fc.constantFrom<string>("a", "b", "c", "d/a", "d/b", "ü", ".github/workflows/x.yml");
const status = fc.constantFrom<PathChange["status"]>("added", "deleted", "changed", "type-changed");
const mode = fc.constantFrom<PathChange["oldMode"]>("100644", "100755", "120000");
const id = fc.constantFrom("1", "2", "3").map((digit) => parseObjectId(digit.repeat(40)));
const change = fc.record<PathChange>({
  path,
  exact: fc.boolean(),
  status,
  oldMode: mode,
  newMode: mode,
  oldId: id,
  newId: id,
});
const drafts = fc
  .uniqueArray(change, { selector: (one) => `${one.status} ${one.path}` })
  .chain((changes) =>
    fc.tuple(
      ...changes.map((one) => fc.record<Draft>({ change: fc.constant(one), oldSize: fc.nat(2), newSize: fc.nat(2) })),
    ),
  );
const renames = fc.array(fc.tuple(path, path)).map((pairs) => new Map(pairs));

/** What a row shows of each side it has. */
const sides = (one: Draft["change"]): readonly string[] => [
  ...(one.status === "added" ? [] : [`old ${one.path} ${one.oldMode} ${one.oldId}`]),
  ...(one.status === "deleted" ? [] : [`new ${one.path} ${one.newMode} ${one.newId}`]),
];

it("whatever is said to be renamed, every file is in exactly one row, with its own modes, contents and names", () => {
  fc.assert(
    fc.property(drafts, renames, (all, said) => {
      const rows = pairedDrafts(all, said);
      const shown = rows.flatMap(({ change: row, oldPath }) =>
        row.status === "renamed"
          ? [`old ${oldPath} ${row.oldMode} ${row.oldId}`, `new ${row.path} ${row.newMode} ${row.newId}`]
          : sides({ ...row, status: row.status }),
      );
      expect(shown.toSorted()).toEqual(all.flatMap((draft) => sides(draft.change)).toSorted());
      for (const { change: row, oldPath, oldSize, newSize } of rows) {
        expect(oldPath === null).toBe(row.status !== "renamed");
        if (oldPath === null) continue;
        expect(said.get(row.path)).toBe(oldPath);
        expect([oldSize, newSize]).not.toContain(0);
        const both = all.filter((one) => [row.path, oldPath].includes(one.change.path)).map((one) => one.change);
        expect(row.exact).toBe(
          both.some((one) => one.path === row.path && one.status === "added" && one.exact) &&
            both.some((one) => one.path === oldPath && one.status === "deleted" && one.exact),
        );
      }
    }),
  );
});

it("no deletion is taken twice", () => {
  fc.assert(
    fc.property(drafts, renames, (all, said) => {
      const pairs = pairRenames(
        all.map((draft) => draft.change),
        said,
      );
      expect(new Set(pairs.values()).size).toBe(pairs.size);
    }),
  );
});
