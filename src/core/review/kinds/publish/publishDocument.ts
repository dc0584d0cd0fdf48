import * as z from "zod/mini";
import { documentFields } from "../../../gate/document.ts";
import { objectIdSchema } from "../../../git/repository/objectId.ts";
import { refNameSchema } from "../common/refNameSchema.ts";

/** What a `publish` document adds: one ref of one remote, from where it stands to a commit. */
export const publishDocument = z.strictObject({
  ...documentFields,
  kind: z.literal("publish"),
  remote: z.string(),
  /** The address that is used, whatever the configuration says elsewhere. */
  url: z.string(),
  /** `from`: where the remote says that it stands, which is the lease; `none`: nowhere; `unknown`: it was not asked, and nothing can be granted. */
  target: z.strictObject({ ref: refNameSchema, from: z.union([objectIdSchema, z.enum(["none", "unknown"])]) }),
  source: z.strictObject({ ref: refNameSchema, commit: objectIdSchema }),
  /** What becomes of the ref: made, moved forward, replaced with another history, or left alone because it stands there already. */
  moves: z.enum(["new", "forward", "rewrite", "same", "unknown"]),
  /** What is shown begins here: where the ref stands, or where the branch left the remote's main one; `null`: every file is new there. */
  base: z.nullable(objectIdSchema),
  /** Of `source.commit`. */
  tree: objectIdSchema,
  /** As in `merge`, from `base` to `source.commit`. */
  changes: z.string(),
  /** Commits that the remote gets, and of a rewrite those it loses. */
  commits: z.number(),
  dropped: z.number(),
  title: z.string(),
  body: z.string(),
  /** Into which branch, and what opens it: `link`, the person does in their browser. */
  pull_request: z.nullable(z.strictObject({ base: z.string(), by: z.enum(["gh", "glab", "link"]) })),
  /** What the person's own configuration names for the way there, as `key=value`. */
  programs: z.array(z.string()),
});

export type PublishDocument = z.infer<typeof publishDocument>;
