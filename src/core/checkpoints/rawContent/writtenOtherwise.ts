import { toNulBytes } from "../../git/repository/nulText.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem, Random } from "../../base/ports.ts";
import type { FileEntry } from "../../git/objects/fileEntries.ts";
import { readOrNothing } from "../../files/readOrNothing.ts";

/** Bytes of one group: the contents of its files are in memory at the same time. A larger file is a group of its own. */
export const mostTogether = 8 * 1024 * 1024;

/** A file of the working tree, and the object it is compared with. */
export interface ComparedFile extends FileEntry {
  readonly path: string;
  /** Bytes on the disk. */
  readonly size: number;
}

interface CompareOptions {
  /** A line feed counts like a return with a line feed. */
  readonly anyEnds?: boolean;
  readonly signal?: AbortSignal | undefined;
}

interface CompareContext {
  readonly repository: Repository;
  readonly fs: FileSystem;
  readonly random: Random;
}

/** Each byte as one character, so that bytes can be split and compared as text. */
const bytewise = new TextDecoder("windows-1252");

/**
 * Those that a checkout would write with other bytes than they have now, or could not write because their object is lost, in their order; a file that
 * is gone is none of them. Throws what git throws where a filter fails.
 */
export async function writtenOtherwise<T extends ComparedFile>(
  context: CompareContext,
  files: readonly T[],
  options: CompareOptions = {},
): Promise<readonly T[]> {
  const found: T[] = [];
  for (const group of groupsOf(files)) found.push(...(await differing(context, group, options)));
  return found;
}

function groupsOf<T extends ComparedFile>(files: readonly T[]): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    bytes += file.size;
    if (bytes > mostTogether) {
      groups.push([]);
      bytes = file.size;
    }
    groups.at(-1)?.push(file);
  }
  return groups;
}

/** git says how long an object is, not what a conversion makes of it, so the contents are told apart by a word nobody can foresee. */
async function differing<T extends ComparedFile>(
  context: CompareContext,
  files: readonly T[],
  options: CompareOptions,
): Promise<readonly T[]> {
  const { fs, random, repository } = context;
  const { anyEnds = false, signal } = options;
  const ended = (text: string): string => (anyEnds ? text.replaceAll("\r\n", "\n") : text);
  const word = random.hex(16);
  const stdin = toNulBytes(files.map(({ id, path }) => `${id} ${path}`));
  const command = ["cat-file", `--batch=${word}`, "--filters", "--buffer", "-z"];
  const contents = `\n${bytewise.decode(await repository.read(command, { stdin, signal }))}`
    .split(`\n${word}\n`)
    .slice(1);
  if (contents.length !== files.length) {
    // An object is lost: what git writes is not what stands, in any case.
    if (files.length === 1) return files;
    const half = Math.ceil(files.length / 2);
    const halves = [files.slice(0, half), files.slice(half)];
    const found = await Promise.all(halves.map(async (some) => differing(context, some, options)));
    return found.flat();
  }
  const found: T[] = [];
  for (const [at, file] of files.entries()) {
    const content = contents[at] ?? "";
    // Behind each there is one line feed, which before the next word is a part of that.
    const written = at === files.length - 1 ? content.slice(0, -1) : content;
    const bytes = await readOrNothing(fs, joinPath(repository.paths.root, file.path), 2 * file.size + mostTogether);
    if (bytes !== undefined && ended(bytewise.decode(bytes)) !== ended(written)) found.push(file);
  }
  return found;
}
