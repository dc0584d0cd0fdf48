import * as z from "zod/mini";
import { parseTime } from "../../../base/time.ts";
import { isAgentName, isConversationId } from "../../../sessions/model/agentIdentity.ts";
import { requestIdSchema } from "../../../sessions/model/requestId.ts";

const time = z.string().check(z.refine((text) => parseTime(text) !== undefined, "It is not a time."));
const line = z.string().check(z.minLength(1), z.maxLength(200));

/** What every request says, whatever its kind (docs/file-formats.md): a kind adds its own members to these. */
export const requestFields = {
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
  /** The person who asked again for it; `requested_by` stays who asked first. */
  asked_again_by: z.optional(line),
  /** The agent whose conversation can be continued with the answer; as much a hint as `requested_by`. */
  agent: z.optional(
    z.strictObject({
      name: line.check(z.refine(isAgentName, "It is not the name of an agent.")),
      conversation: z.string().check(z.refine(isConversationId, "It is not the id of a conversation.")),
    }),
  ),
};

const requestSchema = z.object({ kind: z.string(), ...requestFields });

/** A request as far as all kinds are alike. */
export type AnyRequest = z.infer<typeof requestSchema>;
