import * as z from "zod/mini";
import { documentFields } from "../../../gate/document.ts";
import { objectIdSchema } from "../../../git/repository/objectId.ts";
import { refNameSchema } from "../common/refNameSchema.ts";

/** What a `merge` document adds. */
export const mergeDocument = z.strictObject({
  ...documentFields,
  kind: z.literal("merge"),
  target: z.strictObject({ ref: refNameSchema, from: objectIdSchema }),
  source: z.strictObject({ ref: refNameSchema, commit: objectIdSchema }),
  /** `null`: unrelated histories. */
  merge_base: z.nullable(objectIdSchema),
  strategy: z.enum(["squash", "merge"]),
  /** The commit the target would stand at, computed in the vault, and its tree. */
  result: objectIdSchema,
  tree: objectIdSchema,
  /** SHA-256 of `diff-tree -r -z --raw --no-renames --no-abbrev` from `target.from` to `result` (changesDigest.ts). */
  changes: z.string(),
  author: z.string(),
  /** The working tree the target is checked out in, which moves with it; `null`: none. */
  checkout: z.nullable(z.string()),
  /** Programs of the repository's configuration that writing its files would start, as `key=value`. */
  programs: z.array(z.string()),
  /** What git would make of files while it writes them, as `path: attribute=value` (conversions.ts). */
  conversions: z.array(z.string()),
});

export type MergeDocument = z.infer<typeof mergeDocument>;
