import * as z from "zod/mini";
import { objectIdSchema } from "../git/repository/objectId.ts";
import { refNameSchema } from "../review/kinds/common/refNameSchema.ts";
import { parseSessionId, type SessionId } from "../sessions/model/sessionId.ts";

const sessionId = z.custom<SessionId>((value) => typeof value === "string" && parseSessionId(value) !== undefined);

/** `branches/<name>.json`: the work of a session came to a branch, and no receipt accounts for it. */
export const arrivalRecordSchema = z.strictObject({
  version: z.literal(1),
  /** The branch, and where it stood before and after. */
  ref: refNameSchema,
  from: objectIdSchema,
  to: objectIdSchema,
  session: sessionId,
  /** Up to which commit of the session's branch the other one has it. */
  head: objectIdSchema,
  how: z.enum(["ancestor", "squash", "content"]),
  /** The first commit of the branch that has it. */
  commit: objectIdSchema,
  /** A fetch brought it: nobody went around anything here. */
  pulled: z.boolean(),
  found: z.string(),
  /** Whether the audit log has it. */
  recorded: z.boolean(),
  /** A person has seen it. */
  seen: z.boolean(),
  /** It is not in the branch at the moment: it was taken back, and a move of ours that failed half-way may bring it again. */
  absent: z.boolean(),
});

export type ArrivalRecord = z.infer<typeof arrivalRecordSchema>;

/** The same work in the same branch. */
export function isSameWork(one: ArrivalRecord, other: ArrivalRecord): boolean {
  return one.ref === other.ref && one.session === other.session && one.head === other.head;
}

const rememberedForkSchema = z.strictObject({
  session: sessionId,
  origin: z.strictObject({
    session: z.string(),
    commit: z.string(),
    checkpoint: z.exactOptional(z.number()),
  }),
  branch: refNameSchema,
  head: objectIdSchema,
  own: z.nullable(z.array(objectIdSchema)),
  targets: z.array(refNameSchema),
});

/** `branches/seen.json`: where branches and forks stood at the last look of any window. */
export const seenBranchesSchema = z.strictObject({
  version: z.literal(1),
  branches: z.record(z.string(), objectIdSchema),
  /** Files that were written before forks were remembered have none. */
  forks: z.optional(z.array(rememberedForkSchema)),
});
