import { joinPath } from "../../files/paths.ts";
import { makeBareDirectory } from "../repository/bareDirectory.ts";
import { plainEnvironment, plainSettings } from "../repository/plainGit.ts";
import type { Repository } from "../repository/repository.ts";
import type { PrivateIndexContext } from "./privateIndex.ts";
import { objectsDirectory } from "./scratchObjects.ts";
import { withScratchDirectory } from "./withScratchDirectory.ts";

/** Bytes of the list of commits at which a shallow history ends. */
const longestCut = 64 * 1024 * 1024;

/**
 * Works with a bare git directory that sees the repository's objects and has nothing else of it: no configuration, attributes, drivers, refs,
 * grafts or commit-graph. What is computed there is what the review's vault computes, and goes with it. What a partial clone lacks is missing there too;
 * the history of a shallow one ends where it ends.
 */
export async function withPlainDirectory<T>(
  context: PrivateIndexContext,
  work: (plain: Repository) => Promise<T>,
): Promise<T> {
  const { fs, repository } = context;
  const cut = await fs.read(joinPath(repository.paths.commonDir, "shallow"), longestCut);
  return withScratchDirectory(context, "plain", async (directory) => {
    await makeBareDirectory(fs, directory, repository.paths.format);
    const alternates = new TextEncoder().encode(`${objectsDirectory(repository)}\n`);
    await fs.createExclusive(joinPath(directory, "objects/info/alternates"), alternates);
    if (cut !== undefined) await fs.createExclusive(joinPath(directory, "shallow"), cut);
    return work(repository.bare(directory, [...plainSettings, "core.commitGraph=false"], plainEnvironment));
  });
}
