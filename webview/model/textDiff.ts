import { blocksOf, type Block, type ChangedRange } from "./blocks.ts";
import { pairLines, type Pair } from "./pairing.ts";
import { textLines, type TextLine } from "./textLines.ts";

export type Side = "old" | "new";

/** Both sides of a text file, cut into lines and stretches. Line numbers here are 0-based; people see them plus one. */
export interface TextDiff {
  readonly old: readonly TextLine[];
  readonly new: readonly TextLine[];
  readonly blocks: readonly Block[];
  /** Every line on both sides ends with CR LF; otherwise a CR is drawn where it stands. */
  readonly windowsEnds: boolean;
  /** Which lines of a changed stretch belong together; found when first asked. */
  pairs(block: Block): readonly Pair[];
}

export function textDiff(oldText: string | null, newText: string | null, ranges: readonly ChangedRange[]): TextDiff {
  const [old, fresh] = [textLines(oldText), textLines(newText)];
  const known = new Map<Block, readonly Pair[]>();
  return {
    old,
    new: fresh,
    blocks: blocksOf(old, fresh, ranges),
    windowsEnds: [...old, ...fresh].every(({ end }) => end === "\r\n"),
    pairs(block) {
      let pairs = known.get(block);
      if (pairs === undefined) {
        pairs = pairLines(texts(old, block.oldStart, block.oldCount), texts(fresh, block.newStart, block.newCount));
        known.set(block, pairs);
      }
      return pairs;
    },
  };
}

function texts(lines: readonly TextLine[], start: number, count: number): readonly string[] {
  return lines.slice(start, start + count).map(({ text }) => text);
}
