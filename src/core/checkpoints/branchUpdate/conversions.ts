import { readAttributes } from "../../git/config/attributes.ts";
import { readConfiguration } from "../../git/config/configuration.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { scratchPath, type PrivateIndexContext } from "../../git/index/privateIndex.ts";

const attributeNames = ["working-tree-encoding", "ident", "eol"] as const;

/**
 * What git would change in these files while it writes them: another encoding, an expanded `$Id$`, other line endings; as
 * `path: attribute=value`, sorted. `tree`: the working tree as it will be, whose own attributes count as well as those of the files now.
 */
export async function conversionsOf(
  context: PrivateIndexContext,
  paths: readonly string[],
  tree: ObjectId,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const { fs, repository } = context;
  const index = scratchPath(context);
  const env = { GIT_INDEX_FILE: index };
  try {
    await repository.read(["read-tree", tree], { env, signal });
    const found = await Promise.all([
      readAttributes(repository, attributeNames, paths, { signal }),
      readAttributes(repository, attributeNames, paths, { from: ["--cached"], env, signal }),
    ]);
    const named = found
      .flat()
      .filter(({ name, value }) => converts(name, value))
      .map(({ path, name, value }) => `${path}: ${name}=${value}`);
    return [...new Set([...named, ...(await ownLineEndings(repository, signal))])].toSorted();
  } finally {
    await fs.remove(index);
    await fs.remove(`${index}.lock`);
  }
}

function converts(name: string, value: string): boolean {
  if (name === "ident") return value === "set";
  if (name === "eol") return value === "crlf";
  return value !== "unset" && value !== "set" && !/^utf-?8$/iu.test(value);
}

/** Line endings only the repository's own configuration asks for. */
async function ownLineEndings(repository: Repository, signal?: AbortSignal): Promise<readonly string[]> {
  return (await readConfiguration(repository, signal))
    .filter(({ key, value, from }) => {
      if (from !== "repository") return false;
      return (key === "core.autocrlf" && value === "true") || (key === "core.eol" && value === "crlf");
    })
    .map(({ key, value }) => `${key}=${value}`);
}
