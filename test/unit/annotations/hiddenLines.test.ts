import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAnchor, locate } from "../../../src/core/annotations/anchors.ts";
import { hideSecretLines } from "../../../src/core/annotations/hiddenLines.ts";
import { hashLine } from "../../../src/core/annotations/lineHash.ts";
import { Letters } from "../../support/secretSamples.ts";

const letters = new Letters(9);
const token = `ghp_${letters.alnum(36)}`;
const salt = "0123456789ab";
const program = ["import os", "", "def work():", `    token = "${token}"`, "    return call(token)", "", "# end"];
const join = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** The anchor of these lines as it is kept. */
function kept(lines: readonly string[], start: number, end = start): ReturnType<typeof cutAnchor> {
  const text = join(lines);
  return hideSecretLines(cutAnchor(text, "new", start, end), text, salt).anchor;
}

describe("the anchor of a line that holds a secret", () => {
  it("has a mark and a hash in its place, whether it is the line itself or beside it", () => {
    expect(kept(program, 4)).toEqual({
      side: "new",
      start: 4,
      end: 4,
      before: ["import os", "", "def work():"],
      lines: ["[redacted:github-token]"],
      after: ["    return call(token)", "", "# end"],
      hidden: { salt, lines: [{ offset: 3, hash: hashLine(salt, program[3] ?? "") }] },
    });
    for (const line of [1, 3, 5, 7]) expect(JSON.stringify(kept(program, line))).not.toContain(token);
  });

  it("holds nothing of a private key, however long that is", () => {
    const block = Array.from({ length: 400 }, () => letters.alnum(64));
    const lines = ["before", "-----BEGIN RSA PRIVATE KEY-----", ...block, "-----END RSA PRIVATE KEY-----", "after"];
    for (const line of [2, 3, 100, 250, 390, 402, 403, 404]) {
      const said = JSON.stringify(kept(lines, line));
      expect(block.filter((one) => said.includes(one))).toEqual([]);
    }
    expect(kept(lines, 404).lines).toEqual(["after"]);
  });

  it("stays as it is without one", () => {
    const text = join(program.with(3, "    token = read()"));
    const anchor = cutAnchor(text, "new", 4, 4);
    expect(hideSecretLines(anchor, text, salt).anchor).toBe(anchor);
  });

  it("is found again where it was, moved, indented, among others and with other line ends", () => {
    const anchor = kept(program, 4);
    expect(locate(anchor, join(program))).toEqual({ start: 4, end: 4 });
    expect(locate(anchor, program.join("\r\n"))).toEqual({ start: 4, end: 4 });
    expect(locate(anchor, join(["# new", "# newer", ...program]))).toEqual({ start: 6, end: 6 });
    expect(locate(anchor, join(program.map((line) => `  ${line}`)))).toEqual({ start: 4, end: 4 });
    expect(locate(anchor, join([...program.slice(0, 3), "    first()", ...program.slice(3)]))).toEqual({
      start: 5,
      end: 5,
    });
  });

  it("is outdated where the secret was exchanged or taken out", () => {
    const anchor = kept(program, 4);
    expect(locate(anchor, join(program.with(3, `    token = "ghp_${letters.alnum(36)}"`)))).toBe("outdated");
    expect(locate(anchor, join(program.toSpliced(3, 1)))).toBe("outdated");
  });

  it("hides the lines of a private key of which only some are commented on", () => {
    const block = [
      "-----BEGIN PRIVATE KEY-----",
      ...Array.from({ length: 12 }, () => letters.base64(64)),
      "-----END PRIVATE KEY-----",
    ];
    const lines = ["const key = `", ...block, "`;", "use(key);"];
    const anchor = kept(lines, 6, 8);
    for (const line of block.slice(1, -1)) expect(JSON.stringify(anchor)).not.toContain(line);
    expect(anchor.lines).toEqual(Array.from({ length: 3 }, () => "[redacted:private-key]"));
    expect(locate(anchor, join(["// above", ...lines]))).toEqual({ start: 7, end: 9 });
  });

  it("says nothing else about the line: two lines in a million have the same hash", () => {
    expect(hashLine(salt, program[3] ?? "")).toMatch(/^[0-9a-f]{5}$/u);
    expect(hashLine("ba9876543210", program[3] ?? "")).not.toBe(hashLine(salt, program[3] ?? ""));
    const hashes = new Set(Array.from({ length: 20_000 }, (_, index) => hashLine(salt, `line ${index}`)));
    expect(hashes.size).toBeGreaterThan(19_600);
  });

  it("is found where a plain one is, whatever is added around it", () => {
    const line = fc.constantFrom("a();", "b();", "if (c) {", "}", "", "// d", "return e;");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 6 }), fc.nat(), (body, added, at) => {
        const start = at % (body.length + 1);
        const lines = [...body.slice(0, start), `token = "${token}"`, ...body.slice(start)];
        const plain = cutAnchor(join(lines), "new", start + 1, start + 1);
        const now = join([...added, ...lines]);
        expect(locate(kept(lines, start + 1), now)).toEqual(locate(plain, now));
      }),
    );
  });
});
