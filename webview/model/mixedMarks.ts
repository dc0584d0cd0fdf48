import type { Mark } from "./pieces.ts";

/** A stretch of a line that is an identifier of mixed scripts. */
export interface MixedMark extends Mark {
  readonly scripts: readonly string[];
}

const identifiers = /\p{XID_Continue}+/gu;

/** Where the identifiers stand in a line. */
export function mixedMarks(line: string, mixed: ReadonlyMap<string, readonly string[]>): readonly MixedMark[] {
  if (mixed.size === 0) return [];
  return [...line.matchAll(identifiers)].flatMap(({ 0: name, index }) => {
    const scripts = mixed.get(name);
    return scripts === undefined ? [] : [{ name: "mixed-scripts", start: index, end: index + name.length, scripts }];
  });
}
