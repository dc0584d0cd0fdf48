import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { followThrough, parseRenameSteps, type RenameStep } from "../../../src/core/annotations/fileRenames.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const commit = (digit: string): string => `${digit.repeat(40)}\0`;

function step(renamed: Readonly<Record<string, string>>, ...added: readonly string[]): RenameStep {
  return { renamed: new Map(Object.entries(renamed)), added: new Set(added) };
}

describe("a file that was renamed", () => {
  it("is followed through every commit, from any of its names", () => {
    const follow = followThrough([step({ a: "b" }), step({}), step({ b: "c" })], new Map());
    expect(["a", "b", "c", "d"].map(follow)).toEqual(["c", "c", "c", "d"]);
  });

  it("keeps names apart that are exchanged in one commit", () => {
    const follow = followThrough([step({ a: "b", b: "a" })], new Map());
    expect(["a", "b"].map(follow)).toEqual(["b", "a"]);
  });

  it("leaves its name to the file that is added under it later", () => {
    expect(followThrough([step({ a: "b" }), step({}, "a")], new Map())("a")).toBe("a");
  });

  it("is found from beginning to end where no commit says it", () => {
    expect(followThrough([], new Map([["a", "z"]]))("a")).toBe("z");
  });
});

describe("git's list of names", () => {
  it("is read commit by commit, whatever files are called", () => {
    const listing = `${commit("1")}A\0R100\0R100\0A\0${"2".repeat(40)}\0${commit("3")}R050\0a\nb\0A\0`;
    expect(parseRenameSteps(bytes(listing))).toEqual([step({ A: "2".repeat(40) }, "R100"), step({ "a\nb": "A" })]);
    expect(parseRenameSteps(bytes(""))).toEqual([]);
  });

  it.each(["A\0a\0", `${commit("1")}M\0a\0`, `${commit("1")}R100\0a\0`, `${commit("1")}A`])(
    "%j is refused",
    (listing) => {
      expect(() => parseRenameSteps(bytes(listing))).toThrow("cannot be read");
    },
  );

  it("any list of steps is read back as it was", () => {
    const name = fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !text.includes("\0"));
    const one = fc.record({ renamed: fc.dictionary(name, name), added: fc.uniqueArray(name) });
    fc.assert(
      fc.property(fc.array(one), (steps) => {
        const listing = steps.map(({ renamed, added }) =>
          [
            commit("a"),
            ...added.map((path) => `A\0${path}\0`),
            ...Object.entries(renamed).map(([from, to]) => `R099\0${from}\0${to}\0`),
          ].join(""),
        );
        expect(parseRenameSteps(bytes(listing.join("")))).toEqual(
          steps.map(({ renamed, added }) => step(renamed, ...added)),
        );
      }),
    );
  });
});
