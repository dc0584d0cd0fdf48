import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairLines } from "../../../webview/model/pairing.ts";
import { piecesOf } from "../../../webview/model/pieces.ts";
import { wordChanges } from "../../../webview/model/wordDiff.ts";

const cut = (text: string, spans: readonly { readonly start: number; readonly end: number }[]): readonly string[] =>
  spans.map(({ start, end }) => text.slice(start, end));
const without = (text: string, spans: readonly { readonly start: number; readonly end: number }[]): string =>
  spans.toReversed().reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text);

const unspaced = (text: string): string => text.replace(/\s+/gu, "");

describe("changed words", () => {
  it("are whole words, with what stands between them", () => {
    const [old, fresh] = ["    return check(user.pw)", "    return check(user.password, timeout=5)"];
    const changes = wordChanges(old, fresh);
    expect(cut(old, changes.old)).toEqual(["pw"]);
    expect(cut(fresh, changes.fresh)).toEqual(["password, timeout=5"]);
  });

  it("mark nothing where the lines have nothing in common, or are too long to tell", () => {
    expect(wordChanges("alpha", "omega")).toEqual({ old: [], fresh: [] });
    expect(wordChanges(`a ${"x".repeat(3000)}`, `b ${"x".repeat(3000)}`)).toEqual({ old: [], fresh: [] });
  });

  it("leave the same text on both sides when they are taken out", () => {
    const word = fc.constantFrom("a", "foo", "(", ")", "=", "\t", "日本", "é", "👩‍💻", "\u202E");
    const words = fc.array(word, { maxLength: 30 }).map((all) => all.join(" "));
    fc.assert(
      fc.property(words, words, (old, fresh) => {
        const changes = wordChanges(old, fresh);
        if (changes.old.length + changes.fresh.length === 0) return;
        expect(unspaced(without(old, changes.old))).toBe(unspaced(without(fresh, changes.fresh)));
      }),
    );
  });
});

describe("pairs of lines", () => {
  it("join a line with what became of it, not with its neighbour", () => {
    const old = ["const a = 1;", "const total = a + b;"];
    const fresh = ["// explains the total", "const total = a + b + c;"];
    expect(pairLines(old, fresh)).toEqual([[1, 1]]);
  });

  it("are in order on both sides and name each line at most once, however many there are", () => {
    const lines = fc.array(fc.constantFrom("", "a", "aa b", "aa b c", "zz"), { maxLength: 80 });
    fc.assert(
      fc.property(lines, lines, (old, fresh) => {
        const pairs = pairLines(old, fresh);
        for (const [index, [oldLine, newLine]] of pairs.entries()) {
          const previous = pairs[index - 1] ?? [-1, -1];
          expect(oldLine).toBeGreaterThan(previous[0]);
          expect(newLine).toBeGreaterThan(previous[1]);
          expect(oldLine).toBeLessThan(old.length);
          expect(newLine).toBeLessThan(fresh.length);
        }
      }),
    );
  });
});

describe("pieces of a line", () => {
  it("carry every mark that lies over them", () => {
    const marks = [
      { name: "keyword", start: 0, end: 6 },
      { name: "word", start: 4, end: 10 },
    ];
    expect(piecesOf("return value", marks)).toEqual([
      { text: "retu", names: ["keyword"] },
      { text: "rn", names: ["keyword", "word"] },
      { text: " val", names: ["word"] },
      { text: "ue", names: [] },
    ]);
  });

  it("are the text when joined, for any marks", () => {
    const mark = fc.record({
      name: fc.constantFrom("a", "b"),
      start: fc.integer({ min: -5, max: 30 }),
      end: fc.integer({ min: -5, max: 30 }),
    });
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(mark), (text, marks) => {
        expect(
          piecesOf(text, marks)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});
