import { say, type TextValue } from "../../base/text.ts";

/** The first five files, and of more how many there are in all. */
export function someFiles(paths: readonly string[]): TextValue {
  const named = paths.slice(0, 5).join(", ");
  return paths.length > 5 ? say`${named} … (${paths.length} files)` : named;
}
