import { joinPath } from "../../files/paths.ts";
import type { Repository } from "../repository/repository.ts";
import type { PrivateIndexContext } from "./privateIndex.ts";
import { withScratchDirectory } from "./withScratchDirectory.ts";

/** The objects directory all work trees of the repository share. */
export function objectsDirectory({ paths }: Repository): string {
  return joinPath(paths.commonDir, "objects");
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
  const { fs, repository } = context;
  return withScratchDirectory(context, "objects", async (directory) => {
    await fs.makeDirectory(joinPath(directory, "info"));
    const lines = sources.map((source) => `${source}\n`).join("");
    await fs.writeAtomic(joinPath(directory, "info", "alternates"), new TextEncoder().encode(lines));
    return work(repository.withObjects(directory));
  });
}
