import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphemeEdges } from "../../../webview/model/graphemes.ts";
import { mixedMarks } from "../../../webview/model/mixedMarks.ts";
import { formChange } from "../../../webview/model/unicodeForm.ts";
import { pairLines } from "../../../webview/model/pairing.ts";
import { runs } from "../../support/effort.ts";
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

const letters = fc.constantFrom(
  "a",
  "e\u0301",
  "é",
  "👨‍👩‍👧",
  "👨‍👩‍👦",
  "🇩🇪",
  "🇩🇰",
  "한",
  "\u1112\u1161\u11AB",
  "नि",
  " ",
  "\u0301",
  "\u200D",
  "😉",
);
const people = fc.array(letters, { maxLength: 20 }).map((all) => all.join(""));

/** Where characters begin, as the engine's own segmenter says. */
const edgesOf = (text: string): ReadonlySet<number> =>
  new Set([
    ...[...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].map(({ index }) => index),
    text.length,
  ]);

describe("characters as people see them", () => {
  it("are never cut by a changed word, nor by any other mark", () => {
    const mark = fc.record({ name: fc.constantFrom("a", "b"), start: fc.nat(40), end: fc.nat(40) });
    fc.assert(
      fc.property(people, people, fc.array(mark), (old, fresh, marks) => {
        const changes = wordChanges(old, fresh);
        const [oldEdges, newEdges] = [edgesOf(old), edgesOf(fresh)];
        expect(changes.old.flatMap(({ start, end }) => [start, end]).filter((at) => !oldEdges.has(at))).toEqual([]);
        expect(changes.fresh.flatMap(({ start, end }) => [start, end]).filter((at) => !newEdges.has(at))).toEqual([]);
        let at = 0;
        const cuts = piecesOf(old, marks).map(({ text }) => (at += text.length));
        expect(cuts.filter((cutAt) => !oldEdges.has(cutAt))).toEqual([]);
        expect(at).toBe(old.length);
      }),
    );
  });

  it("begin everywhere in a text that needs no segmenter, whatever stands beside what", () => {
    const unit = fc.integer({ min: 1, max: 0xffff }).map((code) => String.fromCharCode(code));
    let simple = 0;
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 4 }), (units) => {
        const text = units.join("");
        if (graphemeEdges(text) !== undefined) return;
        simple += 1;
        expect(edgesOf(text).size).toBe(text.length + 1);
      }),
      { numRuns: runs(20_000) },
    );
    expect(simple).toBeGreaterThan(100);
  });

  it("are marked as a whole: one family became another", () => {
    const changes = wordChanges("family 👨‍👩‍👧 here", "family 👨‍👩‍👦 here");
    expect(cut("family 👨‍👩‍👦 here", changes.fresh)).toEqual(["👨‍👩‍👦"]);
  });
});

describe("the Unicode form", () => {
  it("is what changed where two texts are the same to any eye", () => {
    expect(formChange("café", "cafe\u0301")).toEqual({ from: "composed", to: "decomposed" });
    expect(formChange("cafe\u0301", "café")).toEqual({ from: "decomposed", to: "composed" });
    expect(formChange("cafe\u0301 é", "café é")).toEqual({ from: "both", to: "composed" });
  });

  it.each([
    ["café", "cafe"],
    ["same", "same"],
    [null, "é"],
    ["ﬁ", "fi"],
  ])("is not what changed from %j to %j", (old, fresh) => {
    expect(formChange(old, fresh)).toBeUndefined();
  });

  it("joins lines that have nothing else in common", () => {
    expect(pairLines(["é"], ["x", "e\u0301"])).toEqual([[0, 1]]);
  });
});

describe("identifiers that mix scripts", () => {
  it("are marked wherever they stand as a whole", () => {
    const mixed = new Map([["аdmin", ["Cyrl", "Latn"]]]);
    const line = "аdmin = xаdmin + аdmin(1)";
    expect(mixedMarks(line, mixed).map(({ start, end }) => line.slice(start, end))).toEqual(["аdmin", "аdmin"]);
    expect(mixedMarks(line, new Map())).toEqual([]);
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
