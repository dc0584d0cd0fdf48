import { describe, expect, it } from "vitest";
import { joined, say, verbatim } from "../../../src/core/base/text.ts";

const german: Readonly<Record<string, string>> = {
  "{0} holds {1}.": "{1}: das hält {0}.",
  "{0} files": "{0} Dateien",
};

const inGerman = (id: string, ...values: readonly (string | number)[]): string =>
  (german[id] ?? `?${id}`).replaceAll(/\{(\d)\}/gu, (_, at) => String(values[Number(at)]));

describe("a text", () => {
  it("is English wherever it becomes a string, and its template names its places", () => {
    const text = say`${"main"} holds ${say`${4} files`}.`;
    expect(text.id).toBe("{0} holds {1}.");
    expect(String(text)).toBe("main holds 4 files.");
    expect(JSON.stringify({ text })).toBe('{"text":"main holds 4 files."}');
  });

  it("is translated with the texts in it", () => {
    expect(say`${"main"} holds ${say`${4} files`}.`.in(inGerman)).toBe("4 Dateien: das hält main.");
  });

  it("takes values as they are, whatever looks like a place in them", () => {
    const text = say`${"{1}"} holds ${"$&{0}"}.`;
    expect(String(text)).toBe("{1} holds $&{0}.");
    expect(text.in(inGerman)).toBe("$&{0}: das hält {1}.");
  });

  it("asks for no translation of what others said, nor of texts in a row", () => {
    expect(verbatim("fatal: {0}").in(inGerman)).toBe("fatal: {0}");
    expect(joined([say`${1} files`, "WFS-a"], ", ").in(inGerman)).toBe("1 Dateien, WFS-a");
    expect(String(joined([verbatim("One."), verbatim("Two.")]))).toBe("One. Two.");
    expect(String(joined([]))).toBe("");
  });
});
