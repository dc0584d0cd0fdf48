import type { Translate } from "./translate.ts";

/** The first `most` of many things as `write` has them, and last how many more there are. `count`: of all, where `items` are only some of them. */
export function firstFew<Item>(
  items: readonly Item[],
  most: number,
  write: (item: Item) => string,
  t: Translate,
  count = items.length,
): readonly string[] {
  const shown = items.slice(0, most).map((item) => write(item));
  const rest = count - shown.length;
  return rest > 0 ? [...shown, t("{0} more", rest)] : shown;
}
