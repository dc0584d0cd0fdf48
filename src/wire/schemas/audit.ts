import * as z from "zod/mini";
import type { AuditFault } from "../../core/audit/auditChain.ts";
import { type Answer, member, words } from "./base/member.ts";

/** `audit verify` */
export const auditSchema = z.strictObject({
  ok: member(z.boolean(), "nothing is wrong but, at most, torn records"),
  records: member(z.number(), "how many there are"),
  problems: member(
    z.array(
      z.strictObject({
        n: member(z.number(), "the number of the record"),
        problem: member(
          words<AuditFault>({
            edited: "it is not as it was signed",
            missing: "there is no such record",
            moved: "it is the record of another number",
            replaced: "rightly signed, but not the one that stood here",
            truncated: "records are missing at the end",
            "wrong-key": "signed with another key than the reviewer's",
            torn: "cut off while it was written, which is no sign of ill will",
            "no-head": "how far the log reaches is not remembered",
          }),
          "what is wrong with it",
        ),
        message: member(z.string(), "one sentence for people"),
      }),
    ),
    "each at the record it is about",
  ),
});

export type AuditJson = Answer<typeof auditSchema>;
