import type { ObjectId } from "../../../git/repository/objectId.ts";
import type { Repository } from "../../../git/repository/repository.ts";

/**
 * What has become of a request where something it is about has moved: `stands`, what it asks for would still do exactly the same; `merged`, it was done
 * otherwise, by the time of this commit; `stale`, with the paths it conflicts in now, if that is why.
 */
export type Standing =
  | { readonly kind: "stands" }
  | { readonly kind: "merged"; readonly commit: ObjectId }
  | { readonly kind: "stale"; readonly conflicts: readonly string[] };

/** Nobody can say that it still stands. */
export const isStale: Standing = { kind: "stale", conflicts: [] };

/** Works in a git directory that has the objects and neither configuration nor attributes: the vault, or withPlainDirectory.ts. */
export type InPlainGit = <T>(work: (plain: Repository) => Promise<T>) => Promise<T>;
