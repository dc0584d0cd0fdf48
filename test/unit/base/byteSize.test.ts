import { expect, it } from "vitest";
import { formatBytes } from "../../../src/cli/text/bytes.ts";
import { byteSize } from "../../../src/core/base/byteSize.ts";
import { byteSize as pageSize } from "../../../webview/base/wording.ts";

it.each([
  [0, "0 byte", "0 bytes", "0 bytes"],
  [1, "1 byte", "1 byte", "1 bytes"],
  [1023, "1,023 byte", "1,023 bytes", "1023 bytes"],
  [1024, "1 kB", "1 kB", "1.0 KB"],
  [1536, "1.5 kB", "1.5 kB", "1.5 KB"],
  [20.4 * 1024, "20 kB", "20 kB", "20.4 KB"],
  [1024 ** 2 - 1, "1,024 kB", "1,024 kB", "1024.0 KB"],
  [1024 ** 2, "1 MB", "1 MB", "1.0 MB"],
  [1024 ** 3, "1 GB", "1 GB", "1.0 GB"],
  [2.5 * 1024 ** 4, "2,560 GB", "2,560 GB", "2.5 TB"],
  [3 * 1024 ** 5, "3,145,728 GB", "3,145,728 GB", "3072.0 TB"],
])("writes %d bytes as “%s” in a view, “%s” on the page and “%s” in a terminal", (bytes, view, page, terminal) => {
  expect(byteSize(bytes, { language: "en" })).toBe(view);
  expect(pageSize(bytes)).toBe(page);
  expect(formatBytes(bytes)).toBe(terminal);
});

it("writes a size as its language does", () => {
  expect(byteSize(1536, { language: "de" })).toBe("1,5 kB");
  expect(byteSize(512, { language: "de", bytesDisplay: "long" })).toBe("512 Byte");
});
