import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixedNames } from "../../../../src/core/review/proposal/mixedScripts.ts";

describe("identifiers that mix scripts", () => {
  it.each([
    ["const раypal = 1;", "раypal", ["Cyrl", "Latn"]],
    ["admіn", "admіn", ["Latn", "Cyrl"]],
    ["user_іd", "user_іd", ["Latn", "Cyrl"]],
    ["αdmin", "αdmin", ["Grek", "Latn"]],
    ["src/ѕcope.ts", "ѕcope", ["Cyrl", "Latn"]],
    ["pаypal日本", "pаypal日本", ["Latn", "Cyrl", "Hani"]],
    ["éа", "éа", ["Latn", "Cyrl"]],
    ["словоλ", "словоλ", ["Cyrl", "Grek"]],
  ])("%s has %s", (text, name, scripts) => {
    expect(mixedNames(text)).toEqual([{ name, scripts }]);
  });

  it.each([
    "plain ASCII only",
    "größe naïve Ærø",
    "the word слово and the letter λ in one sentence",
    "отчёт.txt PDF-файл слово/word",
    "ユーザーID と userName、漢字とカタカナ",
    "get日本語のテキスト",
    "한국어Text 漢字",
    "注音ㄅㄆtext",
    "данные = имя_2",
    "µs", // U+00B5 belongs to all scripts.
    "😉family👨‍👩‍👧 café",
    "x".repeat(10_000),
  ])("%s has none", (text) => {
    expect(mixedNames(text)).toEqual([]);
  });

  it("are found wherever they stand, each once", () => {
    const around = fc.constantFrom(" ", "(", "\n", "日本語、", "слово ", "a.b ", "😉");
    fc.assert(
      fc.property(fc.array(around), fc.array(around), (before, after) => {
        const text = `${before.join("")} аdmin;${after.join("")} аdmin`;
        expect(mixedNames(text)).toEqual([{ name: "аdmin", scripts: ["Cyrl", "Latn"] }]);
      }),
    );
  });

  it("of a text without end are found in a moment", () => {
    for (const text of ["аb".repeat(400_000), "漢".repeat(800_000), "w".repeat(800_000), "й ".repeat(400_000)])
      expect(mixedNames(text).length).toBeLessThanOrEqual(1000);
  });
});
