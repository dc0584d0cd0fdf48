import { FileError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import { joinPath } from "../../files/paths.ts";
import { outputText } from "../repository/nulText.ts";

/** A million refs. */
const mostBytes = 128 * 1024 * 1024;

/**
 * Git's own file of packed refs, so that no process is started; empty where there is none. Read loose refs before: packing moves a ref from there to
 * here. `undefined`: the files do not tell (refs are kept in another way, or cannot be read).
 * @param commonDirectory the git directory that all worktrees share
 */
export async function packedRefs(
  fs: Pick<FileSystem, "kindNow" | "read">,
  commonDirectory: string,
): Promise<string | undefined> {
  if (fs.kindNow(joinPath(commonDirectory, "reftable")) !== undefined) return undefined;
  try {
    const packed = await fs.read(joinPath(commonDirectory, "packed-refs"), mostBytes);
    return packed === undefined ? "" : outputText(packed);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
