import { FileError } from "../../base/errors.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { limits } from "../../files/directories.ts";
import { encodeText } from "../../files/jsonBytes.ts";

const comment = "# Workflow Sessions";

/**
 * Puts patterns into `<gitDirectory>/info/exclude` that are not there yet; everything else in the file stays.
 * @param gitDirectory the common git directory of the repository
 * @returns the patterns added
 */
export async function excludeFromGit(
  fs: FileSystem,
  gitDirectory: string,
  patterns: readonly string[],
): Promise<readonly string[]> {
  const info = joinPath(gitDirectory, "info");
  const path = joinPath(info, "exclude");
  const bytes = await fs.read(path, limits.jsonBytes);
  const text = bytes === undefined ? "" : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const lines = linesOf(text);
  const missing = patterns.filter((pattern) => !lines.has(pattern) && !lines.has(`/${pattern}`));
  if (missing.length === 0) return [];
  if (bytes === undefined) await fs.makeDirectory(info);
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const heading = lines.has(comment) ? "" : `${comment}\n`;
  await fs.writeAtomic(path, encodeText(`${before}${heading}${missing.join("\n")}\n`));
  return missing;
}

/** Whether patterns of ours were put there before, whatever has become of them since; also when that cannot be told. */
export async function namesUs(fs: FileSystem, gitDirectory: string): Promise<boolean> {
  try {
    const bytes = await fs.read(joinPath(gitDirectory, "info", "exclude"), limits.jsonBytes);
    return linesOf(new TextDecoder().decode(bytes)).has(comment);
  } catch (error) {
    if (error instanceof FileError) return true;
    throw error;
  }
}

function linesOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/\r?\n/u).map((line) => line.trim()));
}
