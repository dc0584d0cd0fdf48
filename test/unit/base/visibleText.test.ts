import { describe, expect, it } from "vitest";
import { visibleParts, visibleText } from "../../../src/core/base/visibleText.ts";

describe("visibleText", () => {
  it.each([
    ["an OSC title and a CSI colour", "\u001b]0;owned\u0007 \u001b[31mred", "␛]0;owned␇ ␛[31mred"],
    ["an 8-bit CSI", "\u009b31m", "⟨U+009B⟩31m"],
    ["a line break, a return and a tab", "a\nb\rc\td", "a␊b␍c␉d"],
    ["NUL and DEL", "\0\u007f", "␀␡"],
    ["right-to-left override", "user\u202Egpj.exe", "user⟨U+202E⟩gpj.exe"],
    ["bidi isolates and marks", "\u2066a\u2069\u200f", "⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩"],
    ["zero width space, joiner and BOM", "a\u200Bb\u200Dc\uFEFF", "a⟨U+200B⟩b⟨U+200D⟩c⟨U+FEFF⟩"],
    ["line separators", "a\u2028b\u2029", "a⟨U+2028⟩b⟨U+2029⟩"],
    ["tag characters", "x\u{E0041}", "x⟨U+E0041⟩"],
    ["a soft hyphen and a Hangul filler", "a\u00ADb\u3164", "a⟨U+00AD⟩b⟨U+3164⟩"],
    ["a lone surrogate", "a\uD800b", "a⟨U+D800⟩b"],
  ])("draws %s", (_name, text, drawn) => {
    expect(visibleText(text)).toBe(drawn);
  });

  it.each(["Größe – naïve", "日本語", "❤️ 👩‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪", "שלום", "plain"])("leaves %s alone", (text) => {
    expect(visibleText(text)).toBe(text);
  });

  it("leaves nothing behind that a second look would draw", () => {
    const everything = Array.from({ length: 0x1_0000 }, (_, point) => String.fromCodePoint(point)).join(" ");
    const drawn = visibleText(everything);
    expect(visibleText(drawn) === drawn).toBe(true);
  });

  it("tells the drawn characters from the text around them", () => {
    expect(visibleParts("a\u200Bb❤️\u001b")).toEqual([
      { text: "a", hidden: false },
      { text: "⟨U+200B⟩", hidden: true },
      { text: "b❤️", hidden: false },
      { text: "␛", hidden: true },
    ]);
    expect(visibleParts("")).toEqual([]);
    expect(visibleParts("plain")).toEqual([{ text: "plain", hidden: false }]);
  });
});
