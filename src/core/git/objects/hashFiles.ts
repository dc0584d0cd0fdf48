import { outputText } from "../repository/nulText.ts";
import { parseObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/**
 * Ids of the blobs that regular files would be exactly as they lie on the disk, without any conversion; nothing is written. Paths are relative
 * to the top. One that is gone meanwhile is a failure of git.
 */
export async function hashFiles(
  repository: Repository,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ObjectId>> {
  if (paths.length === 0) return new Map();
  const stdin = new TextEncoder().encode(paths.map((path) => `${quoted(path)}\n`).join(""));
  const output = await repository.read(["hash-object", "--no-filters", "--stdin-paths"], { stdin, signal });
  const ids = outputText(output).split("\n");
  return new Map(paths.map((path, at) => [path, parseObjectId(ids[at] ?? "")]));
}

/** As git quotes a path, so that no character of it ends the line; for lists of one path a line. */
export function quoted(path: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what must be quoted
  const text = path.replace(/[\\"\u0000-\u001f\u007f]/gu, (character) => {
    return `\\${(character.codePointAt(0) ?? 0).toString(8).padStart(3, "0")}`;
  });
  return `"${text}"`;
}
