import * as z from "zod/mini";
import type { SignedType } from "./signature.ts";
import { requestKinds } from "./requestKind.ts";
import { requestIdSchema } from "../sessions/model/requestId.ts";

/** `approvals/<id>/undone.json`: an executed action was taken back. Signed like a decision; the copy in the reviewer's home is the one believed. */
const undoneSchema = z.strictObject({
  version: z.literal(1),
  /** As in the decision: it counts nowhere else. */
  workspace: z.string(),
  request: requestIdSchema,
  kind: z.enum(requestKinds),
  session: z.string(),
  fingerprint: z.string(),
  /** Who took it back. */
  reviewer: z.string(),
  /** What stands now, in one sentence for people. */
  message: z.string(),
  undone: z.string(),
  key: z.string(),
  signature: z.string(),
});

export type Undone = z.infer<typeof undoneSchema>;

export const undoneType: SignedType<Undone> = { name: "undone", schema: undoneSchema };
