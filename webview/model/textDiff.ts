import { blocksOf, type Block, type ChangedRange } from "./blocks.ts";
import { pairLines, type Pair } from "./pairing.ts";
import { endsLikeWindows, textLines, type TextLine } from "./textLines.ts";

export type Side = "old" | "new";

/** Both sides of a text file, cut into lines and stretches. Line numbers here are 0-based; people see them plus one. */
export interface TextDiff {
  readonly old: readonly TextLine[];
  readonly new: readonly TextLine[];
  readonly blocks: readonly Block[];
  /** Every line on both sides ends with CR LF; otherwise a CR is drawn where it stands. */
  readonly windowsEnds: boolean;
  /** Identifiers that mix scripts, with these. */
  readonly mixed: ReadonlyMap<string, readonly string[]>;
  /** Which lines of a changed stretch belong together; found when first asked. */
  pairs(block: Block): readonly Pair[];
  /** The line on the other side that a line of a changed stretch belongs to; `undefined`: it has none. */
  partner(block: Block, side: Side, line: number): number | undefined;
}

export function textDiff(
  oldText: string | null,
  newText: string | null,
  ranges: readonly ChangedRange[],
  mixed: readonly { readonly name: string; readonly scripts: readonly string[] }[] = [],
): TextDiff {
  const [old, fresh] = [textLines(oldText), textLines(newText)];
  const known = new Map<Block, readonly Pair[]>();
  const partners = new Map<Block, Readonly<Record<Side, ReadonlyMap<number, number>>>>();
  return {
    old,
    new: fresh,
    blocks: blocksOf(old, fresh, ranges),
    windowsEnds: endsLikeWindows(oldText) && endsLikeWindows(newText),
    mixed: new Map(mixed.map(({ name, scripts }) => [name, scripts])),
    pairs(block) {
      let pairs = known.get(block);
      if (pairs === undefined) {
        pairs = pairLines(texts(old, block.oldStart, block.oldCount), texts(fresh, block.newStart, block.newCount));
        known.set(block, pairs);
      }
      return pairs;
    },
    partner(block, side, line) {
      let found = partners.get(block);
      if (found === undefined) {
        const lines = this.pairs(block).map(([a, b]) => [block.oldStart + a, block.newStart + b] as const);
        found = { old: new Map(lines), new: new Map(lines.map(([a, b]) => [b, a])) };
        partners.set(block, found);
      }
      return found[side].get(line);
    },
  };
}

function texts(lines: readonly TextLine[], start: number, count: number): readonly string[] {
  return lines.slice(start, start + count).map(({ text }) => text);
}
