import * as z from "zod/mini";
import type { SignedType } from "../gate/signature.ts";

/**
 * What is put on record: what was decided, by the fingerprint of what was shown, and what came of it; `unreviewed`: a branch got the work of a session
 * without any decision.
 */
const auditEvents = [
  "granted",
  "denied",
  "changes",
  "executed",
  "refused",
  "failed",
  "indeterminate",
  "undone",
  "unreviewed",
] as const;
export type AuditEvent = (typeof auditEvents)[number];

const text = z.string().check(z.maxLength(16_384));
const digest = z.string().check(z.regex(/^[0-9a-f]{64}$/u));

/** `audit/<n>.json`: one record, one line. */
export const auditRecordSchema = z.strictObject({
  version: z.literal(1),
  /** 1, 2, 3 …; the file's name says the same. */
  n: z.int().check(z.positive()),
  time: z.string(),
  /** SHA-256 of the bytes of the record before it; of nothing for the first. */
  previous: digest,
  event: z.enum(auditEvents),
  request: z.nullable(text),
  session: z.nullable(text),
  kind: z.nullable(text),
  /** The repository's common directory. */
  repository: z.nullable(text),
  reviewer: text,
  fingerprint: z.nullable(text),
  /** One sentence or a person's reason; secrets are taken out before it is written. */
  message: text,
  key: z.string(),
  signature: z.string(),
});

export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** What the caller says; the log adds the rest. */
export type AuditEntry = Pick<
  AuditRecord,
  "event" | "request" | "session" | "kind" | "repository" | "reviewer" | "fingerprint" | "message"
>;

/** Bytes beyond which a record is not read. */
export const maxAuditBytes = 256 * 1024;

/** `00000042.json`. */
export function auditName(n: number): string {
  return `${String(n).padStart(8, "0")}.json`;
}

/** The number in a record's file name; `undefined` for every other name. */
export function auditNumber(name: string): number | undefined {
  const match = /^([0-9]{8})\.json$/u.exec(name);
  return match?.[1] === undefined || Number(match[1]) === 0 ? undefined : Number(match[1]);
}

export const auditType: SignedType<AuditRecord> = { name: "audit", schema: auditRecordSchema };
