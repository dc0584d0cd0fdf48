import type { HiddenLines, LineAnchor } from "./annotation.ts";
import { withOtherLines } from "./anchorLines.ts";

export const withoutSpace = (line: string): string => line.replaceAll(/\s+/gu, "");

/**
 * Twenty bits of a line without its white space, for one comment: enough to find it among the lines of a file, and too few to tell whether a guess
 * is right, since one of a million wrong ones has the same. So it need not be hard to turn around (FNV-1a, mixed).
 */
export function hashLine(salt: string, line: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const character of `${salt}\n${withoutSpace(line)}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return ((hash ^ (hash >>> 16)) >>> 12).toString(16).padStart(5, "0");
}

/** What stands for a hidden line where lines are compared; no line of a text is like it. */
const stand = (hash: string): string => `\0${hash}`;

/** The anchor with a stand-in for each line that only its hash tells of. */
export function withStandIns(anchor: LineAnchor): LineAnchor {
  const stands = new Map((anchor.hidden?.lines ?? []).map(({ offset, hash }) => [offset, stand(hash)]));
  return withOtherLines(anchor, stands);
}

/** The lines of a text with the same stand-ins, where they have the hash of one. */
export function standIns(lines: readonly string[], hidden: HiddenLines): readonly string[] {
  const hashes = new Set(hidden.lines.map(({ hash }) => hash));
  return lines.map((line) => {
    const hash = hashLine(hidden.salt, line);
    return hashes.has(hash) ? stand(hash) : line;
  });
}
