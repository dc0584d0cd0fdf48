import { findSecrets } from "../redaction/redact.ts";
import { redactionMark } from "../redaction/redactionMark.ts";
import type { LineAnchor } from "./annotation.ts";
import { hashLine } from "./lineHash.ts";

/** Lines looked through on each side of an anchor's for a secret that begins or ends there, such as a private key. */
const looked = 200;

/**
 * The anchor as it is kept: of a line that holds a secret the marks alone, and a hash by which it is found again.
 * @param text what the anchor was cut from
 * @param salt twelve hexadecimal digits
 */
export function hideSecretLines(anchor: LineAnchor, text: string, salt: string): LineAnchor {
  const { before, lines, after } = anchor;
  const first = anchor.start - before.length;
  const kept = [...before, ...lines, ...after];
  const marks = marksByLine(text.split("\n"), first - 1 - looked, first - 1 + kept.length + looked);
  const hidden = kept.flatMap((line, offset) => {
    const names = marks.get(first - 1 + offset);
    return names === undefined
      ? []
      : [{ offset, hash: hashLine(salt, line), mark: [...names].map(redactionMark).join(" ") }];
  });
  if (hidden.length === 0) return anchor;
  for (const { offset, mark } of hidden) kept[offset] = mark;
  return {
    ...anchor,
    before: kept.slice(0, before.length),
    lines: kept.slice(before.length, before.length + lines.length),
    after: kept.slice(before.length + lines.length),
    hidden: { salt, lines: hidden.map(({ offset, hash }) => ({ offset, hash })) },
  };
}

/** The rules that find something in each line between two indexes. */
function marksByLine(all: readonly string[], from: number, to: number): ReadonlyMap<number, ReadonlySet<string>> {
  const begin = Math.max(0, from);
  const lines = all.slice(begin, to);
  const found = new Map<number, Set<string>>();
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
