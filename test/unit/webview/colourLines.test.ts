import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colourLines } from "../../../webview/base/colourLines.ts";
import { languageOf } from "../../../webview/base/syntax.ts";

const named = (language: string, lines: readonly string[]): readonly (readonly string[])[] =>
  colourLines(language, lines).map((marks, index) =>
    marks.map(({ name, start, end }) => `${name.replace("syntax-", "")}:${lines[index]?.slice(start, end) ?? ""}`),
  );

describe("syntax colours", () => {
  it("name the words of a line", () => {
    expect(named("python", ["def login(user):", "    return 5  # why 5?"])).toEqual([
      ["keyword:def", "function:login"],
      ["keyword:return", "number:5", "comment:# why 5?"],
    ]);
  });

  it("go on over the end of a line", () => {
    expect(named("javascript", ["/* one", "two */ let a"])).toEqual([
      ["comment:/* one"],
      ["comment:two */", "keyword:let"],
    ]);
  });

  it("reach into a language inside another", () => {
    expect(named("xml", ["<script>let a = 1;</script>"]).flat()).toContain("keyword:let");
  });

  it("stay inside their lines, whatever the text", () => {
    const line = fc.constantFrom(
      "",
      "/*",
      "*/",
      '"',
      "`${",
      "}",
      "def f():",
      "<script>",
      "# x",
      "\u2028",
      "\r",
      "'",
      "```",
      "$x = <<<EOT",
    );
    const language = fc.constantFrom("typescript", "python", "xml", "markdown", "php", "bash", "yaml");
    fc.assert(
      fc.property(language, fc.array(line, { maxLength: 20 }), (language, lines) => {
        for (const [index, marks] of colourLines(language, lines).entries()) {
          for (const { start, end } of marks) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeLessThanOrEqual(lines[index]?.length ?? 0);
            expect(end).toBeGreaterThan(start);
          }
        }
      }),
    );
  });

  it.each([
    ["src/a.ts", "typescript"],
    ["Dockerfile", "dockerfile"],
    [".github/workflows/ci.yml", "yaml"],
    ["a.constructor", undefined],
    ["LICENSE", undefined],
  ])("know %s by its name", (path, language) => {
    expect(languageOf(path)).toBe(language);
  });
});
