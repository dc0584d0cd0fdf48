import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAnchor, locate, locator } from "../../../src/core/annotations/anchors.ts";
import { runs } from "../../support/effort.ts";
import { threadTime } from "../../support/threadTime.ts";

const join = (lines: readonly string[], end = "\n"): string => lines.map((line) => line + end).join("");

/** Lines of a program, none twice. */
const program = Array.from({ length: 40 }, (_, index) => `  statement number ${index};`);

/** The lines an anchor is on now. */
function shown(lines: readonly string[], located: ReturnType<typeof locate>): readonly string[] | "outdated" {
  return located === "outdated" ? located : lines.slice(located.start - 1, located.end);
}

/** An anchor on lines of `lines`, looked for in `now`. */
function follow(lines: readonly string[], start: number, end: number, now: readonly string[]): unknown {
  return locate(cutAnchor(join(lines), "new", start, end), join(now));
}

interface Edited {
  readonly lines: readonly string[];
  readonly start: number;
  readonly end: number;
  /** The text before and after the anchored lines, after the edits. */
  readonly above: readonly string[];
  readonly below: readonly string[];
}

function edit({
  text: lines,
  edits: changes,
  from,
  size,
}: {
  text: string[];
  edits: { at: number; remove: number; add: string[] }[];
  from: number;
  size: number;
}): Edited {
  const start = (from % lines.length) + 1;
  const end = Math.min(lines.length, start + size - 1);
  let above: readonly string[] = lines.slice(0, start - 1);
  let below: readonly string[] = lines.slice(end);
  for (const { at, remove, add } of changes) {
    const index = at % (above.length + below.length + 2);
    if (index <= above.length) above = above.toSpliced(index, Math.min(remove, above.length - index), ...add);
    else below = below.toSpliced(index - above.length - 1, remove, ...add);
  }
  return { lines, start, end, above, below };
}

const bare = (line: string): string => line.replaceAll(" ", "");

describe("an anchor", () => {
  it("keeps its lines and up to three neighbours on each side", () => {
    expect(cutAnchor("a\nb\nc\nd\ne\nf\n", "old", 5, 5)).toEqual({
      side: "old",
      start: 5,
      end: 5,
      lines: ["e"],
      before: ["b", "c", "d"],
      after: ["f", ""],
    });
  });

  it.each<readonly [text: string, start: number, end: number, message: string]>([
    ["a\n", 2, 2, "There is no line 2: the file has 1 line."],
    ["a\nb\r\n", 3, 3, "There is no line 3: the file has 2 lines."],
    ["a\nb", 2, 3, "There are no lines 2 to 3: the file has 2 lines."],
    ["", 1, 1, "There is no line 1: the file has 0 lines."],
  ])("is on lines the file has: %j has no %i to %i", (text, start, end, message) => {
    expect(() => cutAnchor(text, "new", start, end)).toThrow(message);
  });

  it("may be on the last line, with a line end or without one, also if it is blank", () => {
    expect(["a\nb\n", "a\nb", "a\n\n"].map((text) => cutAnchor(text, "new", 2, 2).lines)).toEqual([["b"], ["b"], [""]]);
  });

  it("stays where it is while nothing changes", () => {
    expect(follow(program, 10, 12, program)).toEqual({ start: 10, end: 12 });
  });

  it("moves with lines added above it, and does not mind others below", () => {
    expect(follow(program, 10, 12, ["new 1", "new 2", ...program, "new 3"])).toEqual({ start: 12, end: 14 });
  });

  it("is followed when it is moved with its function", () => {
    const moved = [...program.slice(20), ...program.slice(0, 20)];
    expect(follow(program, 10, 12, moved)).toEqual({ start: 30, end: 32 });
  });

  it("is found when all its neighbours were rewritten", () => {
    const rewritten = program.map((line, index) => (index === 9 ? line : `other ${index}`));
    expect(follow(program, 10, 10, ["one more", ...rewritten])).toEqual({ start: 11, end: 11 });
  });

  it("is found when it was only indented, aligned or stripped of white space", () => {
    const indented = program.map((line, index) => (index === 9 ? `\t${line.replaceAll(" ", "  ")}  ` : line));
    expect(follow(program, 10, 10, ["one more", ...indented])).toEqual({ start: 11, end: 11 });
  });

  it("takes of equal lines the one with its neighbours, not the nearest", () => {
    const lines = [
      "function one() {",
      "  work(1);",
      "  return null;",
      "}",
      "",
      "function two() {",
      "  work(2);",
      "  return null;",
      "}",
    ];
    const second = cutAnchor(join(lines), "new", 8, 8);
    expect(locate(second, join(["// 1", "// 2", "// 3", "// 4", "// 5", ...lines]))).toEqual({ start: 13, end: 13 });
  });

  it("takes of equal lines with equal neighbours the nearest", () => {
    const lines = Array.from({ length: 20 }, () => ["begin", "same line", "end"]).flat();
    expect(follow(lines, 32, 32, ["begin", ...lines])).toEqual({ start: 33, end: 33 });
  });

  it("is outdated when it was deleted, also when the same line stands elsewhere", () => {
    const lines = [...program, "  return null;", ...program.map((line) => `${line} again`), "  return null;", "last"];
    expect(follow(lines, 41, 41, lines.toSpliced(40, 1))).toBe("outdated");
  });

  it("is outdated when its line was changed into another", () => {
    expect(follow(program, 10, 10, program.with(9, "  something else;"))).toBe("outdated");
  });

  it("is outdated rather than on some other bracket", () => {
    const lines = ["if (a) {", "  one();", "}", "if (b) {", "  two();", "}"];
    expect(follow(lines, 3, 3, ["entirely", "new", "text", "", "", "", "}", "and", "more"])).toBe("outdated");
  });

  it("is outdated in an empty text", () => {
    expect(follow(program, 10, 10, [])).toBe("outdated");
  });

  it("follows the first and the last line of a text", () => {
    expect(follow(program, 1, 1, ["// licence", ...program])).toEqual({ start: 2, end: 2 });
    expect(follow(program, 40, 40, [...program, "// end"])).toEqual({ start: 40, end: 40 });
    expect(follow(program, 1, 1, program.slice(1))).toBe("outdated");
    expect(follow(program, 40, 40, program.slice(0, -1))).toBe("outdated");
  });

  it("knows long lines by their beginning", () => {
    const long = "x".repeat(2_000_000);
    const anchor = cutAnchor(join(["a", long, "b"]), "new", 2, 2);
    expect(anchor.lines).toEqual(["x".repeat(1000)]);
    expect(locate(anchor, join(["new", "a", long, "b"]))).toEqual({ start: 3, end: 3 });
  });

  it("has at most 500 lines", () => {
    const lines = join(Array.from({ length: 600 }, String));
    expect(cutAnchor(lines, "new", 1, 500).lines).toHaveLength(500);
    expect(() => cutAnchor(lines, "new", 1, 501)).toThrow("too many lines");
  });
});

describe("whatever is edited elsewhere", () => {
  const text = fc.uniqueArray(fc.stringMatching(/^[ a-z]{0,4}[a-z]{4}[a-z (){};]{0,8}$/u), {
    minLength: 1,
    maxLength: 60,
    selector: (line) => line.replaceAll(/\s/gu, ""),
  });
  const edits = fc.array(
    fc.record({
      at: fc.nat(1000),
      remove: fc.nat(6),
      add: fc.array(fc.oneof(fc.constantFrom("", "}", "  }", "});"), fc.stringMatching(/^#[a-z]{1,5}$/u)), {
        maxLength: 12,
      }),
    }),
    { maxLength: 12 },
  );
  const cases = fc.record({ text, edits, from: fc.nat(1000), size: fc.integer({ min: 1, max: 5 }) });

  it("the anchor is not lost", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { lines, start, end, above, below } = edit(given);
        const anchored = lines.slice(start - 1, end);
        const now = [...above, ...anchored, ...below];
        expect(shown(now, follow(lines, start, end, now) as never)).toEqual(anchored);
        expect(follow(lines, start, end, now)).toEqual({
          start: above.length + 1,
          end: above.length + anchored.length,
        });
      }),
      { numRuns: runs(2000) },
    );
  });

  it("a deleted anchor is outdated", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { lines, start, end, above, below } = edit(given);
        expect(follow(lines, start, end, [...above, ...below])).toBe("outdated");
      }),
      { numRuns: runs(2000) },
    );
  });

  it("line ends make no difference", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { lines, start, end, above, below } = edit(given);
        const now = [...above, ...lines.slice(start - 1, end), ...below];
        const [lf, crlf] = ["\n", "\r\n"].map((ending) => cutAnchor(join(lines, ending), "new", start, end));
        if (lf === undefined || crlf === undefined) throw new Error("two anchors");
        expect(crlf).toEqual(lf);
        expect(locate(lf, join(now, "\r\n"))).toEqual(locate(crlf, join(now)));
      }),
    );
  });

  it("white space around the anchor's lines makes no difference", () => {
    fc.assert(
      fc.property(cases, fc.stringMatching(/^[ \t]{1,8}$/u), (given, indent) => {
        const { lines, start, end, above, below } = edit(given);
        const now = [...above, ...lines.slice(start - 1, end).map((line) => indent + line), ...below];
        expect(follow(lines, start, end, now)).toEqual({
          start: above.length + 1,
          end: above.length + 1 + end - start,
        });
      }),
    );
  });

  it("what is found are lines of the text, equal but for white space to those quoted", () => {
    const few = fc.array(fc.constantFrom("a", "b", "", "}", "same line", "same  line"), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(few, few, fc.nat(11), fc.nat(3), (lines, now, from, size) => {
        const start = (from % lines.length) + 1;
        const anchor = cutAnchor(join(lines), "new", start, Math.min(lines.length, start + size));
        const found = shown([...now, ""], locate(anchor, join(now)));
        if (found === "outdated") return;
        expect(found.map(bare)).toEqual(anchor.lines.map(bare));
      }),
      { numRuns: runs(3000) },
    );
  });
});

describe("many anchors in a long text", () => {
  it("are found in a moment, also on lines that say nothing", () => {
    const lines = Array.from({ length: 100_000 }, (_, index) =>
      index % 3 === 0 ? "}" : index % 3 === 1 ? "" : `call(${index});`,
    );
    const beginning = join(lines.slice(0, 20_100));
    const anchors = Array.from({ length: 1000 }, (_, index) =>
      cutAnchor(beginning, "new", 20 * index + 1, 20 * index + 1),
    );
    const find = locator(join(["one", "more", ...lines]));
    const began = threadTime();
    const found = anchors.map(find);
    expect(found.map((place) => (place === "outdated" ? 0 : place.start))).toEqual(
      anchors.map(({ start }) => start + 2),
    );
    expect(threadTime() - began).toBeLessThan(10_000);
  });
});
