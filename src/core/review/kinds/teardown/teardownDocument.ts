import * as z from "zod/mini";
import { documentFields } from "../../../gate/document.ts";
import { objectIdSchema } from "../../../git/repository/objectId.ts";
import { refNameSchema } from "../common/refNameSchema.ts";

/** What a `teardown` document adds: what will be deleted, and what would be lost with it. */
export const teardownDocument = z.strictObject({
  ...documentFields,
  kind: z.literal("teardown"),
  branch: refNameSchema,
  /** `null`: the branch is gone already. */
  head: z.nullable(objectIdSchema),
  /** The worktree that goes; `null`: none. */
  worktree: z.nullable(z.string()),
  /** Only of a fork that was made of a branch: that branch is not deleted, nor is its worktree, where another tool has made that. */
  stays: z.exactOptional(z.strictObject({ worktree: z.nullable(z.string()) })),
  /** Tree of everything in the worktree that goes, ignored files not; `null`: none goes. */
  tree: z.nullable(objectIdSchema),
  /** As in `merge`: reading its files for the checkpoint that is kept would start them. */
  programs: z.array(z.string()),
  lost: z.strictObject({
    /** Paths with changes no commit holds. */
    uncommitted: z.array(z.string()),
    /** Commits nothing else holds, newest first, with their number, which may be greater. */
    commits: z.array(z.string()),
    commit_count: z.number(),
    submodules: z.array(z.string()),
    operations: z.array(z.string()),
    repositories: z.array(z.string()),
    /** Paths that no checkpoint can keep either: gone for good. */
    unkept: z.array(z.string()),
    /** What git ignores in the worktree, with its size rounded, since logs and caches grow: no checkpoint keeps it either. */
    ignored: z.array(z.string()),
  }),
});

export type TeardownDocument = z.infer<typeof teardownDocument>;
