import { expect, it } from "vitest";
import { toBase64 } from "../../../src/core/files/base64.ts";

it.each([0, 1, 2, 3, 255, 0x8000 - 1, 0x8000, 0x8000 + 1, 3 * 0x8000 + 2])("writes %d bytes as base64", (length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
});
