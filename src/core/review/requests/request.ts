import * as z from "zod/mini";
import { objectIdSchema } from "../../git/repository/objectId.ts";
import { isRefName, type RefName } from "../../git/repository/refName.ts";
import { parseTime } from "../../base/time.ts";
import { requestIdSchema } from "../../sessions/model/requestId.ts";

const time = z.string().check(z.refine((text) => parseTime(text) !== undefined, "It is not a time."));
const line = z.string().check(z.minLength(1), z.maxLength(200));
export const refNameSchema = z.custom<RefName>((value) => typeof value === "string" && isRefName(value));

/** Bytes of a request.json beyond which it is not read. */
export const maxRequestBytes = 64 * 1024;

const common = {
  version: z.literal(1),
  id: requestIdSchema,
  /** Whose work it is about; the directory the request lies in must say the same. */
  session: line,
  /** Who asks, as it calls itself; a hint, nobody has checked it. */
  requested_by: line,
  /** Markdown: why, and what was done. For `merge` and `commit` its first line is the commit's subject. */
  summary: z.string().check(z.minLength(1), z.maxLength(16_384)),
  created: time,
  deadline: z.optional(time),
  lane: z.optional(line),
  /** The request this one asks again for. */
  replaces: z.optional(requestIdSchema),
};

/**
 * `approvals/<id>/request.json`, written by any process that asks (docs/file-formats.md). A hint and nothing more: what is shown, fingerprinted and
 * executed is built from looking everything up (kinds/). Unknown members are refused, so that nobody believes they mean something.
 * The ids say what the asker saw; when they no longer hold, the request is stale.
 */
export const requestSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("merge"),
    into: refNameSchema,
    strategy: z.enum(["squash", "merge"]),
    source_commit: objectIdSchema,
    target_commit: objectIdSchema,
  }),
  z.strictObject({
    ...common,
    kind: z.literal("commit"),
    /** HEAD of the session's working tree, and the tree of its work, as they were. */
    head: objectIdSchema,
    tree: objectIdSchema,
  }),
  z.strictObject({
    ...common,
    kind: z.literal("teardown"),
    /** The fork's branch; `null`: it is gone. */
    head: z.nullable(objectIdSchema),
    /** Tree of everything in its worktree; `null`: there is none. */
    tree: z.nullable(objectIdSchema),
  }),
]);

export type ReviewRequest = z.infer<typeof requestSchema>;
