import { joinPath } from "../paths.ts";
import type { FileSystem } from "../ports.ts";
import { limits } from "./directories.ts";
import { encodeText } from "./jsonBytes.ts";

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
  const lines = new Set(text.split(/\r?\n/u).map((line) => line.trim()));
  const missing = patterns.filter((pattern) => !lines.has(pattern) && !lines.has(`/${pattern}`));
  if (missing.length === 0) return [];
  if (bytes === undefined) await fs.makeDirectory(info);
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const heading = lines.has(comment) ? "" : `${comment}\n`;
  await fs.writeAtomic(path, encodeText(`${before}${heading}${missing.join("\n")}\n`));
  return missing;
}
