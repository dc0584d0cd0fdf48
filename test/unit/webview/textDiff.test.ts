import { diffArrays } from "diff";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocksOf, type ChangedRange } from "../../../webview/model/blocks.ts";
import { changeStarts, rowsOf, type Row, type RowWishes } from "../../../webview/model/rows.ts";
import { textDiff, type TextDiff } from "../../../webview/model/textDiff.ts";
import { endsLikeWindows, textLines } from "../../../webview/model/textLines.ts";
import { runs } from "../../support/effort.ts";

const whole = (lines: ReturnType<typeof textLines>): string => lines.map(({ text, end }) => text + end).join("");
const plain: RowWishes = { layout: "unified", opened: [], threads: [], composer: undefined };

const units = (text: string): string[] => textLines(text).map(({ text: line, end }) => line + end);

/** The ranges a correct comparison of lines gives. */
function rangesOf(oldText: string, newText: string): readonly ChangedRange[] {
  const ranges: ChangedRange[] = [];
  let [oldAt, newAt] = [0, 0];
  for (const { added, removed, value } of diffArrays(units(oldText), units(newText))) {
    if (added) ranges.push({ oldStart: oldAt, oldCount: 0, newStart: newAt, newCount: value.length });
    if (removed) ranges.push({ oldStart: oldAt, oldCount: value.length, newStart: newAt, newCount: 0 });
    if (!added) oldAt += value.length;
    if (!removed) newAt += value.length;
  }
  return ranges;
}

/** Both sides as somebody would read them off the rows, folds opened. */
function readOff(rows: readonly Row[], diff: TextDiff): { readonly old: string; readonly new: string } {
  const sides = { old: "", new: "" };
  for (const row of rows) {
    if (row.kind === "thread" || row.kind === "composer") continue;
    for (const side of ["old", "new"] as const) {
      const start = row[side];
      if (start !== null) sides[side] += whole(diff[side].slice(start, start + (row.kind === "gap" ? row.count : 1)));
    }
  }
  return sides;
}

const line = fc.constantFrom("", "a", "b", "  a", "long line with words", "\r", "x\ry", "\u202E");
const text = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n"))), fc.option(fc.constantFrom("z", "a"), { nil: "" }))
  .map(([lines, last]) => lines.map(([content, end]) => content + end).join("") + last);
const number = fc.integer({ min: -3, max: 40 });
const anyRanges = fc.array(fc.record({ oldStart: number, oldCount: number, newStart: number, newCount: number }));
const wishes = fc.record<RowWishes>({
  layout: fc.constantFrom("unified", "split"),
  opened: fc.array(fc.record({ start: number, end: number })),
  threads: fc.array(fc.record({ id: fc.string(), side: fc.constantFrom("old", "new"), line: fc.nat(40) })),
  composer: fc.option(fc.record({ side: fc.constantFrom("old", "new"), line: fc.nat(40) }), { nil: undefined }),
});

const sum = (of: readonly ChangedRange[]): readonly number[] => [
  of.reduce((all, { oldCount }) => all + oldCount, 0),
  of.reduce((all, { newCount }) => all + newCount, 0),
];

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join("");

const outline = (rows: readonly Row[]): readonly string[] =>
  rows.map((row) =>
    row.kind === "gap"
      ? `… ${row.count}`
      : row.kind === "line" || row.kind === "pair"
        ? `${row.old ?? ""}|${row.new ?? ""}`
        : row.kind,
  );

describe("lines of a text", () => {
  it.each([
    ["a\nb\n", ["a", "b"], ["\n", "\n"]],
    ["a\r\nb", ["a", "b"], ["\r\n", ""]],
    ["a\rb\n", ["a\rb"], ["\n"]],
    ["\n\r\n", ["", ""], ["\n", "\r\n"]],
    ["", [], []],
  ])("cuts %j as git does", (text, texts, ends) => {
    expect(textLines(text).map((line) => line.text)).toEqual(texts);
    expect(textLines(text).map((line) => line.end)).toEqual(ends);
  });

  it("knows whether all of them end as on Windows", () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(endsLikeWindows(any)).toBe(textLines(any).every(({ end }) => end === "\r\n"));
      }),
      { numRuns: runs(2_000) },
    );
  });

  it("loses nothing of any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => whole(textLines(text)) === text));
  });
});

describe("the rows of a diff", () => {
  it("show both texts whole, for any texts, any ranges and any wishes", () => {
    fc.assert(
      fc.property(text, text, anyRanges, wishes, (oldText, newText, ranges, wish) => {
        const diff = textDiff(oldText, newText, ranges);
        expect(readOff(rowsOf(diff, wish), diff)).toEqual({ old: oldText, new: newText });
      }),
      { numRuns: runs(2_000) },
    );
  });

  it("never count lines as equal that differ, whatever the ranges say", () => {
    fc.assert(
      fc.property(text, text, anyRanges, (oldText, newText, ranges) => {
        const [old, fresh] = [textLines(oldText), textLines(newText)];
        for (const block of blocksOf(old, fresh, ranges)) {
          if (block.kind !== "equal") continue;
          expect(old.slice(block.oldStart, block.oldStart + block.oldCount)).toEqual(
            fresh.slice(block.newStart, block.newStart + block.newCount),
          );
        }
      }),
      { numRuns: runs(2_000) },
    );
  });

  it("keep to the ranges of a correct comparison", () => {
    fc.assert(
      fc.property(text, text, (oldText, newText) => {
        const ranges = rangesOf(oldText, newText);
        const { blocks } = textDiff(oldText, newText, ranges);
        const changed = blocks.filter(({ kind }) => kind === "changed");
        expect(sum(changed)).toEqual(sum(ranges));
      }),
    );
  });

  it("show what is written on, even inside a fold", () => {
    fc.assert(
      fc.property(fc.nat(59), fc.constantFrom("old" as const, "new" as const), (at, side) => {
        const same = Array.from({ length: 60 }, (_, index) => `line ${index}\n`).join("");
        const diff = textDiff(same, `${same}more\n`, rangesOf(same, `${same}more\n`));
        const rows = rowsOf(diff, { ...plain, threads: [{ id: "t", side, line: at }] });
        const below = rows.findIndex(({ kind }) => kind === "thread");
        expect(rows[below - 1]).toMatchObject({ kind: "line", [side]: at });
      }),
    );
  });

  const [oldText, newText] = [numbered(0, 100), `${numbered(0, 50)}fresh\n${numbered(51, 100)}`];
  const diff = textDiff(oldText, newText, [{ oldStart: 50, oldCount: 1, newStart: 50, newCount: 1 }]);

  const opened = (start: number, end: number): readonly string[] =>
    outline(rowsOf(diff, { ...plain, opened: [{ start, end }] }));

  it("fold equal lines away but for three around a change", () => {
    expect(outline(rowsOf(diff, plain))).toEqual([
      "… 47",
      "47|47",
      "48|48",
      "49|49",
      "50|",
      "|50",
      "51|51",
      "52|52",
      "53|53",
      "… 46",
    ]);
  });

  it("open a fold from above, from below and whole", () => {
    expect(opened(0, 20).slice(0, 22)).toEqual([
      ...Array.from({ length: 20 }, (_, at) => `${at}|${at}`),
      "… 27",
      "47|47",
    ]);
    expect(opened(27, 47).slice(0, 2)).toEqual(["… 27", "27|27"]);
    expect(opened(0, 100)).not.toContain("… 47");
    expect(opened(0, 100)).toHaveLength(101);
  });

  it("put both sides of a change beside each other", () => {
    expect(outline(rowsOf(diff, { ...plain, layout: "split" }))).toEqual([
      "… 47",
      "47|47",
      "48|48",
      "49|49",
      "50|50",
      "51|51",
      "52|52",
      "53|53",
      "… 46",
    ]);
  });

  it("know which line became which, from both sides", () => {
    const three = textDiff("a\nold b\nc\n", "new\nold bb\nc\n", [
      { oldStart: 0, oldCount: 2, newStart: 0, newCount: 2 },
    ]);
    const [block] = three.blocks;
    if (block === undefined) throw new Error("no block");
    expect(three.pairs(block)).toEqual([[1, 1]]);
    expect([three.partner(block, "old", 1), three.partner(block, "new", 1)]).toEqual([1, 1]);
    expect([three.partner(block, "old", 0), three.partner(block, "new", 0)]).toEqual([undefined, undefined]);
  });

  it("know where changes begin", () => {
    expect(changeStarts(rowsOf(diff, plain))).toEqual([4]);
    expect(changeStarts(rowsOf(diff, { ...plain, layout: "split" }))).toEqual([4]);
  });

  it("begin each change once, for any texts", () => {
    fc.assert(
      fc.property(text, text, wishes, (oldText, newText, wish) => {
        const any = textDiff(oldText, newText, rangesOf(oldText, newText));
        const changes = any.blocks.filter(({ kind }) => kind === "changed");
        expect(changeStarts(rowsOf(any, wish))).toHaveLength(changes.length);
      }),
    );
  });
});
