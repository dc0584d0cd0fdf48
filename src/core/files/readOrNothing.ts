import { FileError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";

/** A file's content; `undefined` where there is none, or none that can be read. */
export async function readOrNothing(
  fs: Pick<FileSystem, "read">,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  try {
    return await fs.read(path, maxBytes);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
