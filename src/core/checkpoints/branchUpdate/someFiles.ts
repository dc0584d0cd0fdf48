import { joined, say, type TextValue } from "../../base/text.ts";

const mostNamed = 5;

/** The first five files, and of more how many there are in all; `named`: what is said of each, its path where that is left out. */
export function someFiles(paths: readonly string[], named: (path: string) => TextValue = asItIs): TextValue {
  const first = joined(paths.slice(0, mostNamed).map(named), ", ");
  return paths.length > mostNamed ? say`${first} … (${paths.length} files)` : first;
}

const asItIs = (path: string): string => path;
