import { isAttributesFile, readAttributes, type PathAttribute } from "../../git/config/attributes.ts";
import { readConfiguration } from "../../git/config/configuration.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import { scratchPath, type PrivateIndexContext } from "../../git/index/privateIndex.ts";
import type { BranchUpdatePlan } from "./planBranchUpdate.ts";

const attributeNames = ["working-tree-encoding", "ident", "eol"] as const;

/**
 * What git would change in the files that come while it writes them: another encoding, an expanded `$Id$`, other line endings; as
 * `path: attribute=value`, sorted. The attributes of the working tree as it will be count as well as those of the files now. `hasAttributes`: false
 * where neither the user's index nor the working tree, as a checkpoint has it, holds a file of these.
 */
export async function conversionsOf(
  context: PrivateIndexContext,
  { plan, tree }: Pick<BranchUpdatePlan, "plan" | "tree">,
  hasAttributes: boolean,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const paths = [...plan.to.keys()];
  if (paths.length === 0) return [];
  const { repository } = context;
  const isBare = !hasAttributes && !paths.some(isAttributesFile) && !hasAttributesAbove(context, paths);
  const found = await Promise.all([
    readAttributes(repository, attributeNames, paths, { signal }),
    // Without a file of them on either side, what is left are those outside of the working tree, which are the same for both.
    isBare ? [] : attributesOf(context, tree, paths, signal),
  ]);
  const named = found
    .flat()
    .filter(({ name, value }) => converts(name, value))
    .map(({ path, name, value }) => `${path}: ${name}=${value}`);
  return [...new Set([...named, ...(await ownLineEndings(repository, signal))])].toSorted();
}

/** Whether a file of attributes stands where git looks for those of the paths; ignored ones are in no tree. */
function hasAttributesAbove({ fs, repository }: PrivateIndexContext, paths: readonly string[]): boolean {
  const directories = new Set([""]);
  for (const path of paths) {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) directories.add(path.slice(0, end));
  }
  const { root } = repository.paths;
  return [...directories].some((directory) => fs.kindNow(joinPath(root, directory, ".gitattributes")) !== undefined);
}

/** Those that apply to the paths in this tree. */
async function attributesOf(
  context: PrivateIndexContext,
  tree: ObjectId,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly PathAttribute[]> {
  const { fs, repository } = context;
  const index = scratchPath(context);
  const env = { GIT_INDEX_FILE: index };
  try {
    await repository.read(["read-tree", tree], { env, signal });
    return await readAttributes(repository, attributeNames, paths, { from: ["--cached"], env, signal });
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
