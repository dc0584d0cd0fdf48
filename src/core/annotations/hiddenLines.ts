import { findSecrets } from "../redaction/redact.ts";
import { redactionMark } from "../redaction/redactionMark.ts";
import type { LineAnchor } from "./annotation.ts";
import { linesOf, withOtherLines } from "./anchorLines.ts";
import { hashLine } from "./lineHash.ts";

/** Lines looked through on each side of an anchor's for a secret that begins or ends there; private keys are found however long they are. */
const looked = 60;

/** Characters of a line that are looked through: an anchor keeps less of it (anchors.ts). */
const longestLine = 1200;

/** Where a private key begins and ends. */
const keyEdge = /-----(BEGIN|END) [A-Z0-9 ]{0,80}PRIVATE KEY(?: BLOCK)?-----/u;

/**
 * The anchor as it is kept: of a line that holds a secret the marks alone, and a hash by which it is found again. `rules`: what was found in them.
 * @param text what the anchor was cut from
 * @param salt twelve hexadecimal digits
 */
export function hideSecretLines(
  anchor: LineAnchor,
  text: string,
  salt: string,
): { readonly anchor: LineAnchor; readonly rules: readonly string[] } {
  const first = anchor.start - anchor.before.length;
  const kept = linesOf(anchor);
  const marks = marksByLine(text.split("\n"), first - 1 - looked, first - 1 + kept.length + looked);
  const hidden = kept.flatMap((line, offset) => {
    const names = marks.get(first - 1 + offset);
    return names === undefined
      ? []
      : [{ offset, hash: hashLine(salt, line), names, mark: [...names].map(redactionMark).join(" ") }];
  });
  if (hidden.length === 0) return { anchor, rules: [] };
  const marked = withOtherLines(anchor, new Map(hidden.map(({ offset, mark }) => [offset, mark])));
  return {
    anchor: { ...marked, hidden: { salt, lines: hidden.map(({ offset, hash }) => ({ offset, hash })) } },
    rules: [...new Set(hidden.flatMap(({ names }) => [...names]))],
  };
}

/** The rules that find something in each line between two indexes. */
function marksByLine(all: readonly string[], from: number, to: number): ReadonlyMap<number, ReadonlySet<string>> {
  const begin = Math.max(0, from);
  const lines = all.slice(begin, to).map((line) => line.slice(0, longestLine));
  const found = new Map<number, Set<string>>();
  for (const at of linesOfKeys(all, begin, to)) found.set(at, new Set(["private-key"]));
  const starts: number[] = [];
  let at = 0;
  for (const { length } of lines) {
    starts.push(at);
    at += length + 1;
  }
  let line = 0;
  for (const { rule, start, end } of findSecrets(lines.join("\n"))) {
    while ((starts[line + 1] ?? Infinity) <= start) line += 1;
    for (let each = line; (starts[each] ?? Infinity) < end; each += 1) {
      const known = found.get(begin + each);
      if (known === undefined) found.set(begin + each, new Set([rule]));
      else known.add(rule);
    }
  }
  return found;
}

/** Lines between two indexes that are part of a private key, wherever that begins and ends. */
function linesOfKeys(all: readonly string[], begin: number, to: number): readonly number[] {
  const inside: number[] = [];
  let isInside = false;
  for (let at = 0; at < Math.min(to, all.length); at += 1) {
    const edge = keyEdge.exec((all[at] ?? "").slice(0, longestLine))?.[1];
    if (edge === "BEGIN") isInside = true;
    if (isInside && at >= begin) inside.push(at);
    if (edge === "END") isInside = false;
  }
  return inside;
}
