import * as z from "zod/mini";
import { documentFields } from "../../../gate/document.ts";
import { objectIdSchema } from "../../../git/repository/objectId.ts";
import { refNameSchema } from "../common/refNameSchema.ts";

/** What a `commit` document adds: a session's work as one commit on the branch its working tree is on. */
export const commitDocument = z.strictObject({
  ...documentFields,
  kind: z.literal("commit"),
  target: z.strictObject({ ref: refNameSchema, from: objectIdSchema }),
  /** The commit that would be made, and its tree: everything the session's working tree holds, ignored files not. */
  result: objectIdSchema,
  tree: objectIdSchema,
  /** As in `merge`. */
  changes: z.string(),
  author: z.string(),
  checkout: z.string(),
  /** Files too large to be taken in, which stay uncommitted. */
  left_out: z.array(z.string()),
  /** As in `merge`: reading its files for the safety checkpoint would start them. */
  programs: z.array(z.string()),
});

export type CommitDocument = z.infer<typeof commitDocument>;
