import { readAttributes, type PathAttribute } from "../../git/config/attributes.ts";
import { conversionAttributes } from "../../git/config/lineEndings.ts";
import type { CommandOptions, Repository } from "../../git/repository/repository.ts";

/**
 * The attributes of conversion that the files of the working tree give these paths. Where a file of attributes is deleted, git goes on with the one its
 * index still has, by which nothing lies on the disk any more; so no index is asked, but in a sparse checkout, where attributes may stand in one
 * alone. `options`: which one that is.
 */
export async function attributesNow(
  repository: Repository,
  paths: readonly string[],
  { isSparse }: { readonly isSparse: boolean },
  options: CommandOptions = {},
): Promise<readonly PathAttribute[]> {
  const none = { GIT_INDEX_FILE: repository.ownFile("no-index") };
  return readAttributes(repository, conversionAttributes, paths, isSparse ? options : { ...options, env: none });
}
