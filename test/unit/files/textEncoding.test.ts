import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, isUtf16 } from "../../../src/core/files/textEncoding.ts";

function wide(text: string, order: "le" | "be", bom: boolean): Uint8Array {
  const bytes = Buffer.from(bom ? `\uFEFF${text}` : text, "utf16le");
  return Uint8Array.from(order === "le" ? bytes : bytes.swap16());
}

describe("how a text is written", () => {
  it.each([
    ["utf-8", Buffer.from("plain\n"), "plain\n"],
    ["utf-8", Buffer.from("größe 日本語 😉\n"), "größe 日本語 😉\n"],
    ["utf-8-bom", Buffer.from("\uFEFFusing System;\n"), "\uFEFFusing System;\n"],
    ["utf-16le-bom", wide("one\r\ntwo\n", "le", true), "one\r\ntwo\n"],
    ["utf-16be-bom", wide("日本語", "be", true), "日本語"],
    ["utf-16le", wide("one\ntwo\n", "le", false), "one\ntwo\n"],
    ["utf-16be", wide("one\ntwo\n", "be", false), "one\ntwo\n"],
    ["other", Buffer.from("café\n", "latin1"), "caf\uFFFD\n"],
    ["other", Uint8Array.from([0x93, 0xfa, 0x96, 0x7b, 0x0a]), "\uFFFD\uFFFD\uFFFD{\n"],
    ["other", Uint8Array.from([0xff, 0xfe, 0x41]), "\uFFFD\uFFFDA"],
  ])("is %s", (encoding, bytes, text) => {
    expect(decodeText(bytes)).toEqual({ encoding, text });
  });

  it.each([
    ["a NUL among bytes", Uint8Array.from([0x41, 0, 0x42])],
    ["UTF-32", Uint8Array.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
    ["numbers of four bytes", Uint8Array.from([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])],
    ["half a character of UTF-16", Uint8Array.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0])],
    ["controls", wide("one\u0001two", "le", true)],
    ["a few wide characters without their mark", wide("日本語日本語日本語日本語a", "le", false)],
  ])("%s are no text", (_what, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });

  it("any text with its mark is read as it was written, unless it has what no text has", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(text, fc.constantFrom("le", "be"), (content, order) => {
        const decoded = decodeText(wide(content, order, true));
        // oxlint-disable-next-line no-control-regex -- These are what no text has.
        if (/[\0-\u0008\u000B\u000E-\u001F\u007F\uFFFE\uFFFF]/u.test(content)) return;
        expect(decoded).toEqual({ encoding: `utf-16${order}-bom`, text: content });
      }),
    );
  });

  it("never fails, and is told of UTF-16 only where every byte was read", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoded = decodeText(bytes);
        if (decoded === undefined || !isUtf16(decoded.encoding)) return;
        const [order, bom] = [decoded.encoding.startsWith("utf-16le") ? "le" : "be", decoded.encoding.endsWith("-bom")];
        expect([...wide(decoded.text, order === "le" ? "le" : "be", bom)]).toEqual([...bytes]);
      }),
    );
  });
});
