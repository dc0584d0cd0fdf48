import * as z from "zod/mini";
import type { SignedType } from "./signature.ts";
import { requestKinds } from "./requestKind.ts";
import { requestIdSchema } from "../sessions/model/requestId.ts";

/** `approvals/<id>/decision.json`: written by the reviewer's VS Code only, and believed only with a signature of the reviewer's key. */
export const decisionSchema = z.strictObject({
  version: z.literal(1),
  /** The directory that holds the request's `.workflow`, links resolved: in no other one it counts, be it a copy. */
  workspace: z.string(),
  request: requestIdSchema,
  kind: z.enum(requestKinds),
  session: z.string(),
  /** `changes`: not now; the reason says what has to change. */
  decision: z.enum(["granted", "denied", "changes"]),
  reviewer: z.string(),
  /** Empty only where granted. */
  reason: z.string(),
  /** Of the action document that was shown; `null` where none could be built (a denied stale request). */
  fingerprint: z.nullable(z.string()),
  /** SHA-256 of request.json as it was decided on. */
  request_digest: z.string(),
  decided: z.string(),
  /** Ed25519 over everything above (signedBytes), base64; and the key it can be checked with, as SPKI in base64. */
  key: z.string(),
  signature: z.string(),
});

export type Decision = z.infer<typeof decisionSchema>;

export const decisionType: SignedType<Decision> = { name: "decision", schema: decisionSchema };
