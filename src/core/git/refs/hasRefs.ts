import type { FileSystem } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import { packedRefs } from "./packedRefs.ts";

/**
 * Whether there may be refs below a prefix, by git's own files, so that git is not started for nothing. True also where the files do not tell.
 * @param commonDirectory the git directory that all worktrees share
 * @param prefix ends with a slash
 */
export async function mayHaveRefs(
  fs: Pick<FileSystem, "kindNow" | "read">,
  commonDirectory: string,
  prefix: string,
): Promise<boolean> {
  if (fs.kindNow(joinPath(commonDirectory, prefix.slice(0, -1))) !== undefined) return true;
  const packed = await packedRefs(fs, commonDirectory);
  return packed === undefined || packed.includes(` ${prefix}`);
}
