import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { Repository } from "./repository.ts";

/**
 * The repository with `core.ignorecase` as its disk is: the configuration says what the disk was where it was made, and git believes it, so that
 * on another one two files would be one, or a name would keep the case it had. Where no `.git` stands at the top it stays as configured.
 */
export async function asTheDisk(repository: Repository, fs: FileSystem): Promise<Repository> {
  const { root } = repository.paths;
  const [own, other] = await Promise.all([".git", ".GIT"].map(async (name) => fs.lstat(joinPath(root, name))));
  if (own === undefined) return repository;
  return repository.configured([`core.ignorecase=${other?.ino === own.ino}`]);
}
