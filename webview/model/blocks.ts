import { sameLine, type TextLine } from "./textLines.ts";

/** A stretch of lines, 0-based: equal on both sides (then the counts are the same), or changed. */
export interface Block {
  readonly kind: "equal" | "changed";
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

export interface ChangedRange {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/**
 * Cuts two texts into equal and changed stretches that cover both without gap. Ranges come from outside and are believed only where the
 * lines agree: a line that differs is never counted as equal (it could be folded away unseen), and ranges that fit no such cut (out of
 * order, beyond the end) make everything from there on one change.
 */
export function blocksOf(
  oldLines: readonly TextLine[],
  newLines: readonly TextLine[],
  ranges: readonly ChangedRange[],
): readonly Block[] {
  const blocks: Block[] = [];
  let [oldAt, newAt] = [0, 0];
  const push = (kind: Block["kind"], oldCount: number, newCount: number): void => {
    if (oldCount === 0 && newCount === 0) return;
    const last = blocks.at(-1);
    if (last?.kind === kind) {
      blocks[blocks.length - 1] = {
        ...last,
        oldCount: last.oldCount + oldCount,
        newCount: last.newCount + newCount,
      };
    } else {
      blocks.push({ kind, oldStart: oldAt, oldCount, newStart: newAt, newCount });
    }
    oldAt += oldCount;
    newAt += newCount;
  };
  const equal = (count: number): void => {
    let same = 0;
    for (let left = count; left > 0; left -= 1) {
      if (sameLine(oldLines[oldAt + same], newLines[newAt + same])) {
        same += 1;
        continue;
      }
      push("equal", same, same);
      push("changed", 1, 1);
      same = 0;
    }
    push("equal", same, same);
  };
  for (const range of ranges) {
    const before = range.oldStart - oldAt;
    if (!fits(range, oldLines.length, newLines.length) || before < 0 || before !== range.newStart - newAt) break;
    equal(before);
    push("changed", range.oldCount, range.newCount);
  }
  const [oldLeft, newLeft] = [oldLines.length - oldAt, newLines.length - newAt];
  if (oldLeft === newLeft) equal(oldLeft);
  else push("changed", oldLeft, newLeft);
  return blocks;
}

function fits(range: ChangedRange, oldLength: number, newLength: number): boolean {
  return (
    range.oldCount >= 0 &&
    range.newCount >= 0 &&
    range.oldStart + range.oldCount <= oldLength &&
    range.newStart + range.newCount <= newLength
  );
}
