import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestShownLine, mustBeSeen } from "../../../../src/core/review/proposal/proposal.ts";
import { countLongLines } from "../../../../src/core/review/proposal/longLines.ts";
import { longestShownLine as shownByThePage } from "../../../../src/messages/review.ts";
import { textLines } from "../../../../webview/model/textLines.ts";
import { file } from "../../host/reviews/reviewScene.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const count = (text: string) => countLongLines(bytes(text));

describe("lines longer than a page shows", () => {
  it("have their payload behind what is shown", () => {
    expect(count(`const a = 1;${" ".repeat(longestShownLine)}run();\n`)).toBe(1);
    expect(count("x".repeat(longestShownLine))).toBe(0);
    expect(count(`${"x".repeat(longestShownLine)}\r\n`)).toBe(0);
    expect(count(`${"é".repeat(longestShownLine)}\n`)).toBe(0);
    expect(mustBeSeen(file("a.ts", { longLines: 1 }))).toBe(true);
    expect(mustBeSeen(file("a.ts"))).toBe(false);
  });

  it("are those the page cuts", () => expect(longestShownLine).toBe(shownByThePage));

  it("are counted as the page cuts them, whatever a text is made of", () => {
    const piece = fc.constantFrom("x".repeat(999), "é".repeat(500), "𝄞", "\n", "\r\n", "\r", "a");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        expect(count(text)).toBe(textLines(text).filter((line) => line.text.length > longestShownLine).length);
      }),
    );
  });
});
