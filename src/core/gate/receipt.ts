import * as z from "zod/mini";
import type { SignedType } from "./signature.ts";
import { requestKinds } from "./requestKind.ts";
import { requestIdSchema } from "../sessions/model/requestId.ts";

export const receiptOutcomes = ["executed", "refused", "failed", "indeterminate"] as const;

/** `approvals/<id>/receipt.json`: what happened to a granted action, written by the one who executed it. Signed like a decision. */
const receiptSchema = z.strictObject({
  version: z.literal(1),
  /** As in the decision: it counts nowhere else. */
  workspace: z.string(),
  request: requestIdSchema,
  kind: z.enum(requestKinds),
  session: z.string(),
  /** SHA-256 of request.json as it was decided on. */
  request_digest: z.string(),
  fingerprint: z.string(),
  /** `refused`: something differed at the last look, nothing was done. `failed`: tried, nothing changed. `indeterminate`: see `message`. */
  outcome: z.enum(receiptOutcomes),
  /** One sentence for people. */
  message: z.string(),
  /** Fields of the action document that differed; files that overlap. */
  differing: z.array(z.string()),
  /** What moved. */
  ref: z.nullable(z.string()),
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  /** Number of the safety checkpoint that was taken first, under `safety_session`. */
  safety: z.nullable(z.number()),
  safety_session: z.nullable(z.string()),
  /** Of a push: where it went, and what came of the pull request, which is another thing; `compare`: where a person opens it. */
  published: z.exactOptional(
    z.strictObject({
      remote: z.string(),
      url: z.string(),
      pull_request: z.nullable(
        z.strictObject({
          url: z.nullable(z.string()),
          compare: z.nullable(z.string()),
          problem: z.nullable(z.string()),
        }),
      ),
    }),
  ),
  finished: z.string(),
  key: z.string(),
  signature: z.string(),
});

export type Receipt = z.infer<typeof receiptSchema>;

export const receiptType: SignedType<Receipt> = { name: "receipt", schema: receiptSchema };
