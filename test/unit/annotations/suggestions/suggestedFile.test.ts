import { describe, expect, it } from "vitest";
import { cutAnchor } from "../../../../src/core/annotations/anchors.ts";
import { suggestedFile } from "../../../../src/core/annotations/suggestions/suggestedFile.ts";
import { noteText } from "../../../../src/core/annotations/sessionTexts.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, mark: boolean): Uint8Array =>
  new Uint8Array(Buffer.from((mark ? "\uFEFF" : "") + text, "utf16le"));

/** What a file becomes where `text` is suggested for lines of what it was. */
function suggest(
  [start, end]: readonly [number, number],
  text: string,
  was: Uint8Array,
  now: Uint8Array = was,
  path = "a.txt",
): { readonly text: string; readonly patch: string | null; readonly bytes: Uint8Array } | string {
  const anchor = cutAnchor(noteText(was), "new", start, end);
  const made = suggestedFile(now, { path, anchor, suggestion: { text } });
  return "why" in made ? String(made.why) : { ...made, text: new TextDecoder().decode(made.bytes) };
}

describe("a suggestion in its file", () => {
  it("stands in the place of its lines, and git reads it as a patch", () => {
    expect(suggest([2, 3], "B\nC\nD\n", bytes("a\nb\nc\nd\ne\nf\ng\n"))).toMatchObject({
      text: "a\nB\nC\nD\nd\ne\nf\ng\n",
      patch: [
        "diff --git a/a.txt b/a.txt",
        "--- a/a.txt",
        "+++ b/a.txt",
        "@@ -1,6 +1,7 @@",
        " a",
        "-b",
        "-c",
        "+B",
        "+C",
        "+D",
        " d",
        " e",
        " f",
        "",
      ].join("\n"),
    });
  });

  it("follows its lines to where they are now", () => {
    expect(suggest([2, 2], "B\n", bytes("a\nb\nc\n"), bytes("0\n1\na\nb\nc\n"))).toMatchObject({
      text: "0\n1\na\nB\nc\n",
    });
  });

  it.each([
    ["gone", "a\nc\n"],
    ["others", "a\nb!\nc\n"],
    ["the same but for white space", "a\n  b\nc\n"],
  ])("fits no file whose lines are %s", (_name, now) => {
    expect(suggest([2, 2], "B\n", bytes("a\nb\nc\n"), bytes(now))).toBe(
      "The lines it is for are gone or have changed.",
    );
  });

  it.each([1000, 1500])(
    "never takes away the end of a long line, of which only the beginning is kept: %i",
    (length) => {
      const text = `a\n${"x".repeat(length)}\nc\n`;
      expect(suggest([2, 2], "B\n", bytes(text))).toBe(
        "A line of 1000 characters or more cannot be suggested another for.",
      );
      const shorter = `a\n${"x".repeat(999)}\nc\n`;
      expect(suggest([2, 2], "B\n", bytes(shorter))).toMatchObject({ text: "a\nB\nc\n" });
      expect(suggest([2, 2], "B\n", bytes(shorter), bytes(text))).toBe("The lines it is for are gone or have changed.");
    },
  );

  it("ends its lines as the file does", () => {
    expect(suggest([2, 2], "B\nC\n", bytes("a\r\nb\r\nc\r\n"))).toMatchObject({ text: "a\r\nB\r\nC\r\nc\r\n" });
    expect(suggest([2, 2], "B\nC\n", bytes("a\r\nb"))).toMatchObject({ text: "a\r\nB\r\nC" });
    expect(suggest([1, 1], "B\nC\n", bytes("a"))).toMatchObject({ text: "B\nC" });
  });

  it("leaves the end of the last line as it was, and says so in the patch", () => {
    const made = suggest([2, 2], "B\n", bytes("a\nb"));
    expect(made).toMatchObject({ text: "a\nB" });
    expect(made).toMatchObject({
      patch: expect.stringContaining("-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n") as string,
    });
  });

  it("takes lines away where it is empty, also all of them", () => {
    expect(suggest([2, 2], "", bytes("a\nb\nc\n"))).toMatchObject({ text: "a\nc\n" });
    expect(suggest([1, 1], "", bytes("a\n"))).toMatchObject({
      text: "",
      patch: expect.stringContaining("@@ -1,1 +0,0 @@\n-a\n") as string,
    });
  });

  it("keeps the mark of the encoding", () => {
    const made = suggest([1, 1], "B\n", bytes("\uFEFFa\nb\n"));
    expect(typeof made === "string" ? made : [...made.bytes]).toEqual([...bytes("\uFEFFB\nb\n")]);
  });

  it("says in the patch that the mark stays where the line behind it goes", () => {
    const made = suggest([1, 1], "", bytes("\uFEFFa\nb\nc\n"));
    expect(typeof made === "string" ? made : [...made.bytes]).toEqual([...bytes("\uFEFFb\nc\n")]);
    expect(made).toMatchObject({
      patch: expect.stringContaining("@@ -1,3 +1,2 @@\n-\uFEFFa\n-b\n+\uFEFFb\n c\n") as string,
    });
    expect(suggest([1, 1], "", bytes("\uFEFFa\n"))).toMatchObject({
      text: "",
      patch: expect.stringContaining("@@ -1,1 +0,0 @@\n-\uFEFFa\n") as string,
    });
  });

  it("fits no lines with what cannot be read, since others look the same", () => {
    const [first, second] = [Buffer.from("caf\u00e9\nx\n", "latin1"), Buffer.from("caf\u00e8\nx\n", "latin1")];
    const refusal = "The lines it is for have bytes that cannot be read as text, so nobody can tell them from others.";
    expect(suggest([1, 1], "coffee\n", first, second)).toBe(refusal);
    expect(suggest([1, 1], "coffee\n", first)).toBe(refusal);
    expect(suggest([2, 2], "y\n", first, second)).toMatchObject({ patch: null });
  });

  it.each([true, false])("keeps UTF-16, of which git has no patches (with its mark: %s)", (mark) => {
    const text = "one line\r\nanother one\r\nlast";
    const made = suggest([2, 2], "zweite Ü\n", utf16(text, mark));
    expect(typeof made === "string" ? made : [...made.bytes]).toEqual([...utf16("one line\r\nzweite Ü\r\nlast", mark)]);
    expect(made).toMatchObject({ patch: null });
  });

  it("puts only ASCII into an encoding nobody knows, and makes a patch of what is UTF-8", () => {
    const latin = new Uint8Array([...bytes("a\nb\nc\nd\ne\nf\n"), 0xe4, 10]);
    expect(suggest([2, 2], "ü\n", latin)).toContain("only ASCII");
    const made = suggest([2, 2], "B\n", latin);
    expect(typeof made === "string" ? made : [...made.bytes]).toEqual([...bytes("a\nB\nc\nd\ne\nf\n"), 0xe4, 10]);
    expect(made).toMatchObject({ patch: expect.stringContaining("+B\n") as string });
    expect(suggest([6, 6], "F\n", latin)).toMatchObject({ patch: null });
  });

  it("quotes a path that git quotes", () => {
    expect(suggest([1, 1], "B\n", bytes("a\n"), bytes("a\n"), 'with "quotes"\n.txt')).toMatchObject({
      patch: expect.stringContaining(String.raw`--- "a/with \042quotes\042\012.txt"`) as string,
    });
    expect(suggest([1, 1], "B\n", bytes("a\n"), bytes("a\n"), "two words.txt")).toMatchObject({
      patch: expect.stringContaining("+++ b/two words.txt\t\n") as string,
    });
  });

  it("has no place in a binary file", () => {
    expect(suggest([1, 1], "B\n", bytes("a\n"), new Uint8Array([0, 1, 2, 10]))).toContain("is binary");
  });
});
