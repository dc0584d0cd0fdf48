import { diffArrays } from "diff";
import type { ChangedRange } from "./proposal.ts";

/** Changed lines beyond which everything between the first and the last of them is one change: the time grows with their square. */
const mostEdits = 2000;

/** Which lines differ between two texts that git cannot compare line by line, in order. */
export function lineRanges(oldText: string, newText: string): readonly ChangedRange[] {
  const [old, fresh] = [linesOf(oldText), linesOf(newText)];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let [oldEnd, newEnd] = [old.length, fresh.length];
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === fresh[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  const whole = { oldStart: start, oldCount: oldEnd - start, newStart: start, newCount: newEnd - start };
  if (whole.oldCount === 0 || whole.newCount === 0) return whole.oldCount === whole.newCount ? [] : [whole];
  const parts = diffArrays(old.slice(start, oldEnd), fresh.slice(start, newEnd), { maxEditLength: mostEdits });
  if (parts === undefined) return [whole];
  const ranges: ChangedRange[] = [];
  let [oldAt, newAt] = [start, start];
  for (const { added, removed, value } of parts) {
    const [oldCount, newCount] = [added ? 0 : value.length, removed ? 0 : value.length];
    if (added || removed) {
      const last = ranges.at(-1);
      const touches =
        last !== undefined && last.oldStart + last.oldCount === oldAt && last.newStart + last.newCount === newAt;
      if (touches) ranges.pop();
      ranges.push({
        oldStart: touches ? last.oldStart : oldAt,
        oldCount: (touches ? last.oldCount : 0) + oldCount,
        newStart: touches ? last.newStart : newAt,
        newCount: (touches ? last.newCount : 0) + newCount,
      });
    }
    oldAt += oldCount;
    newAt += newCount;
  }
  return ranges;
}

/** Lines with their ends, as git counts them: the last may lack its line feed. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}
