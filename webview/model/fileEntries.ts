import type { FileRow } from "../../src/messages/review.ts";

/** Files of sessions first, then sensitive ones, each by path; only those of which one path holds every word of the filter. */
export function fileEntries(files: readonly FileRow[], filter: string): readonly FileRow[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  return files
    .filter(({ path, oldPath }) =>
      [path, oldPath ?? path].some((one) => words.every((word) => one.toLowerCase().includes(word))),
    )
    .toSorted((a, b) => rank(a) - rank(b) || comparePaths(a.path, b.path));
}

function rank({ ofSessions, sensitive }: FileRow): number {
  return ofSessions ? 0 : sensitive === null ? 2 : 1;
}

function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The file's name and the directory it is in. */
export function splitPath(path: string): { readonly name: string; readonly directory: string } {
  const slash = path.lastIndexOf("/");
  return { name: path.slice(slash + 1), directory: path.slice(0, Math.max(0, slash)) };
}

/** The entry `step` places after `from` in the list the page moves through: the overview, then the files. */
export function neighbour(entries: readonly FileRow[], from: string | null, step: 1 | -1): string | null | undefined {
  const order = [null, ...entries.map(({ path }) => path)];
  const at = order.indexOf(from);
  return at === -1 ? order[step === 1 ? 1 : 0] : order[at + step];
}
