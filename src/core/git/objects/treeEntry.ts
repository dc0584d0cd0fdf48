import { say } from "../../base/text.ts";
import { GitError } from "../repository/gitError.ts";
import { nulFields } from "../repository/nulText.ts";
import { isObjectId, type ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/** What a tree has at a path: a file or link with its size in bytes, or a directory or submodule without. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly id: ObjectId;
  readonly size: number | null;
}

/** The entry of a commit's or tree's path, which is relative to its top and taken literally; absent: `undefined`. Throws `corrupt`. */
export async function readTreeEntry(
  repository: Repository,
  treeish: ObjectId,
  path: string,
  signal?: AbortSignal,
): Promise<TreeEntry | undefined> {
  const output = await repository.read(["ls-tree", "-z", "--long", "--full-tree", treeish, "--", path], { signal });
  const field = nulFields(output)[0]?.text ?? "";
  const [, mode, type, id, size] = /^(\d{6}) (blob|tree|commit) ([0-9a-f]+) +(\d+|-|BAD)\t/u.exec(field) ?? [];
  if (mode === undefined || id === undefined || !isObjectId(id)) return undefined;
  if (size === "BAD") throw new GitError("corrupt", say`The file ${id} (${path}) is damaged or missing.`);
  return { mode, type: type as TreeEntry["type"], id, size: size === "-" ? null : Number(size) };
}
