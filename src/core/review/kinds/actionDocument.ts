import * as z from "zod/mini";
import { requestIdSchema } from "../requests/request.ts";
import { commitAction } from "./commit/commitAction.ts";
import { mergeAction } from "./merge/mergeAction.ts";
import { teardownAction } from "./teardown/teardownAction.ts";

/** What every action document says, whatever its kind (safety.md, "Approvals", 1). */
const commonAction = {
  version: z.literal(1),
  /** Random; makes this very document, shown once, different from all others. */
  nonce: z.string(),
  request: requestIdSchema,
  /** SHA-256 of request.json. */
  request_digest: z.string(),
  /** The repository's common directory with every link resolved, and its object format. */
  repository: z.strictObject({ directory: z.string(), format: z.enum(["sha1", "sha256"]) }),
  session: z.string(),
  /** The baseline it was forked from; `null`: no fork. */
  fork_of: z.nullable(z.string()),
  lane: z.nullable(z.string()),
  requested_by: z.string(),
  summary: z.string(),
  deadline: z.nullable(z.string()),
  /** SHA-256 of the reviewer's settings that bear on the gate. */
  policy: z.string(),
  /** Seconds since 1970: the time in the commit that would be made. */
  prepared: z.number(),
};

/** One action, exactly. Later kinds (`permit`, `promote`, `remember`) come as one file each beside these three, and one line here. */
export const actionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...commonAction, ...mergeAction }),
  z.strictObject({ ...commonAction, ...commitAction }),
  z.strictObject({ ...commonAction, ...teardownAction }),
]);

export type ActionDocument = z.infer<typeof actionSchema>;
export type ActionOf<Kind extends ActionDocument["kind"]> = Extract<ActionDocument, { readonly kind: Kind }>;
