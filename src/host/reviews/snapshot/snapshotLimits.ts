import { textLimits, type Snapshot } from "../../../messages/review.ts";
import type { Translate } from "../../wording/translate.ts";

type List = Snapshot["lists"][number];

/** What a page can hold of one list: beyond it the rest is only counted, and nothing can be granted. */
export const listLimits = { items: 20_000, characters: 4_000_000 } as const;

/** Characters of a sentence that git or a file may have made. */
export const longestSentence = 20_000;

/** Characters of a text that is made of what others wrote; what is longer is cut, and says by how much. */
export function cutText(text: string, most: number, t: Translate): string {
  if (text.length <= most) return text;
  const note = t("… ({0} more characters)", text.length - most);
  const cut = text.slice(0, most - note.length);
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}${note}`;
}

/** How many of a list's items a page gets. */
function fitting({ items }: List): number {
  let characters = 0;
  let count = 0;
  for (const item of items) {
    characters += item.length;
    if (count >= listLimits.items || characters > listLimits.characters || item.length > textLimits.text) break;
    count += 1;
  }
  return count;
}

export function isListCut(list: List): boolean {
  return fitting(list) < list.items.length;
}

/** The list as a page gets it, with how many items it does not. */
export function cutList(list: List, t: Translate): List {
  const count = fitting(list);
  const rest = list.items.length - count;
  return rest === 0 ? list : { ...list, items: [...list.items.slice(0, count), t("… and {0} more, not shown", rest)] };
}

/** A path as a page takes it; what is longer can be listed, not opened, and `at` keeps it apart from the others. */
export function cutPath(path: string, at: number): string {
  return isPathCut(path) ? `${path.slice(0, textLimits.path - 20)}… #${at + 1}` : path;
}

export function isPathCut(path: string): boolean {
  return path.length > textLimits.path;
}
