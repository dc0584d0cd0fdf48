import { expect, it } from "vitest";
import { encodeText, parseJsonBytes } from "../../../src/core/files/jsonBytes.ts";

it.each([
  ["an object", encodeText('{"a":[1,"é"]}\n'), { a: [1, "é"] }],
  ["any value", encodeText("0"), 0],
  ["a byte order mark", encodeText('\uFEFF{"a":1}'), { a: 1 }],
  ["nothing", new Uint8Array(), undefined],
  ["a part of it", encodeText('{"a":[1,'), undefined],
  ["NUL bytes", new Uint8Array(8), undefined],
  ["bytes that are not UTF-8", Uint8Array.of(0x22, 0xff, 0x22), undefined],
])("reads %s", (_what, bytes, value) => {
  expect(parseJsonBytes(bytes)).toEqual(value);
});
