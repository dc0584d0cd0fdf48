import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { treeDiffArguments } from "../../git/objects/treeDiff.ts";
import type { Cryptography } from "../../base/ports.ts";

/**
 * What tells one change from any other, as hexadecimal SHA-256: git's own listing of modes, object ids and paths, which is the same under every
 * configuration; the text of a patch is not.
 */
export async function changesDigest(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  cryptography: Cryptography,
  signal?: AbortSignal,
): Promise<string> {
  return cryptography.sha256(await repository.read([...treeDiffArguments, from, to, "--"], { signal }));
}
