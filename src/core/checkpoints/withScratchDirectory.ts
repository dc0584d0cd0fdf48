import { joinPath } from "../paths.ts";
import { scratchDirectory, type PrivateIndexContext } from "./privateIndex.ts";

/** Directories of a killed process are removed when they are older than this. */
const abandonedAfter = 60 * 60 * 1000;
const named = /^(?:objects|files)-(\d+)-[0-9a-f]+$/u;

/** An empty directory inside the work tree's own git directory, gone afterwards with all that is in it. */
export async function withScratchDirectory<T>(
  { clock, fs, random, repository }: PrivateIndexContext,
  kind: "objects" | "files",
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const parent = scratchDirectory(repository);
  await fs.makeDirectory(parent);
  for (const name of (await fs.names(parent)) ?? []) {
    const made = named.exec(name)?.[1];
    if (made !== undefined && clock.now() - Number(made) > abandonedAfter) await fs.removeTree(joinPath(parent, name));
  }
  const directory = joinPath(parent, `${kind}-${Math.floor(clock.now())}-${random.hex(8)}`);
  try {
    await fs.makeDirectory(directory);
    return await work(directory);
  } finally {
    await fs.removeTree(directory);
  }
}
