import { FileError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import { outputText } from "../repository/nulText.ts";

/** A million refs. */
const mostBytes = 128 * 1024 * 1024;

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
  if (fs.kindNow(joinPath(commonDirectory, "reftable")) !== undefined) return true;
  if (fs.kindNow(joinPath(commonDirectory, prefix.slice(0, -1))) !== undefined) return true;
  try {
    const packed = await fs.read(joinPath(commonDirectory, "packed-refs"), mostBytes);
    return packed !== undefined && outputText(packed).includes(` ${prefix}`);
  } catch (error) {
    if (error instanceof FileError) return true;
    throw error;
  }
}
