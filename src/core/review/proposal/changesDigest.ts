import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { parseRawDiff, treeDiffArguments, type PathChange } from "../../git/objects/treeDiff.ts";
import type { Cryptography } from "../../base/ports.ts";

/** What differs between two commits or trees. */
export interface DigestedChanges {
  /** What tells one change from any other, as hexadecimal SHA-256. */
  readonly digest: string;
  readonly changes: readonly PathChange[];
}

/**
 * The changes from one commit or tree to another, and the digest of git's own listing of modes, object ids and paths, which is the same under every
 * configuration; the text of a patch is not.
 */
export async function digestedChanges(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
  cryptography: Cryptography,
  signal?: AbortSignal,
): Promise<DigestedChanges> {
  const listing = await repository.read([...treeDiffArguments, from, to, "--"], { signal });
  return { digest: cryptography.sha256(listing), changes: parseRawDiff(listing) };
}
