import { joinPath } from "../../files/paths.ts";
import { plainEnvironment, plainSettings } from "../repository/plainGit.ts";
import type { Repository } from "../repository/repository.ts";
import type { PrivateIndexContext } from "./privateIndex.ts";
import { objectsDirectory } from "./scratchObjects.ts";
import { withScratchDirectory } from "./withScratchDirectory.ts";

/**
 * Works with a bare git directory that sees the repository's objects and has nothing else of it: no configuration, attributes, drivers, refs,
 * grafts or commit-graph. What is computed there is what the review's vault computes, and goes with it. Where the repository is a partial or shallow
 * clone, what it lacks is missing there too.
 */
export async function withPlainDirectory<T>(
  context: PrivateIndexContext,
  work: (plain: Repository) => Promise<T>,
): Promise<T> {
  const { fs, repository } = context;
  const isSha1 = repository.paths.format === "sha1";
  const version = `[core]\n\trepositoryformatversion = ${isSha1 ? 0 : 1}\n\tbare = true\n`;
  const files: readonly (readonly [path: string, text: string])[] = [
    ["HEAD", "ref: refs/heads/none\n"],
    ["config", isSha1 ? version : `${version}[extensions]\n\tobjectformat = ${repository.paths.format}\n`],
    ["objects/info/alternates", `${objectsDirectory(repository)}\n`],
  ];
  return withScratchDirectory(context, "plain", async (directory) => {
    for (const part of ["refs", "objects", "objects/info"]) await fs.makeDirectory(joinPath(directory, part));
    for (const [path, text] of files) {
      await fs.createExclusive(joinPath(directory, path), new TextEncoder().encode(text));
    }
    return work(repository.bare(directory, [...plainSettings, "core.commitGraph=false"], plainEnvironment));
  });
}
