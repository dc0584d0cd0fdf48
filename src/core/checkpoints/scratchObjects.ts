import { joinPath } from "../paths.ts";
import type { Repository } from "../git/repository.ts";
import { scratchDirectory, type PrivateIndexContext } from "./privateIndex.ts";

/** Directories of a killed process are removed when they are older than this. */
const abandonedAfter = 60 * 60 * 1000;
const named = /^objects-(\d+)-[0-9a-f]+$/u;

/** The objects directory all work trees of the repository share. */
export function objectsDirectory({ place }: Repository): string {
  return joinPath(place.commonDir, "objects");
}

/**
 * Works with a repository whose new objects go into a directory that is gone afterwards, and that sees those of `sources`, objects directories of
 * any repositories: what is computed with commits that are not published here leaves nothing behind that names missing objects.
 */
export async function withScratchObjects<T>(
  context: PrivateIndexContext,
  sources: readonly string[],
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  const { clock, fs, random, repository } = context;
  const parent = scratchDirectory(repository);
  await fs.makeDirectory(parent);
  for (const name of (await fs.names(parent)) ?? []) {
    const made = named.exec(name)?.[1];
    if (made !== undefined && clock.now() - Number(made) > abandonedAfter) await fs.removeTree(joinPath(parent, name));
  }
  const directory = joinPath(parent, `objects-${Math.floor(clock.now())}-${random.hex(8)}`);
  try {
    await fs.makeDirectory(directory);
    await fs.makeDirectory(joinPath(directory, "info"));
    const lines = sources.map((source) => `${source}\n`).join("");
    await fs.writeAtomic(joinPath(directory, "info", "alternates"), new TextEncoder().encode(lines));
    return await work(repository.withObjects(directory));
  } finally {
    await fs.removeTree(directory);
  }
}
