import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { outputText } from "../repository/nulText.ts";
import type { RepositoryPaths } from "../repository/repository.ts";

const maxBytes = 1024 * 1024;

/**
 * Whether the files of a repository's own configuration mention something, so that git has to be asked what they say. The pattern must find every
 * file that is included (`[include`, `[includeIf`), because what those say is not looked at.
 */
export async function configurationMentions(
  { commonDir, gitDir }: Pick<RepositoryPaths, "commonDir" | "gitDir">,
  fs: Pick<FileSystem, "read">,
  pattern: RegExp,
): Promise<boolean> {
  const files = [joinPath(commonDir, "config"), joinPath(gitDir, "config.worktree")];
  try {
    const contents = await Promise.all(files.map(async (file) => fs.read(file, maxBytes)));
    return contents.some((content) => content !== undefined && pattern.test(outputText(content)));
  } catch (error) {
    if (error instanceof FileError) return true; // A link, for example; git knows what to do with it.
    throw error;
  }
}
