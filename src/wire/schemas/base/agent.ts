import * as z from "zod/mini";
import { member, named } from "./member.ts";

/** `null` where nobody has said who works on it. */
export const agentSchema = z.nullable(
  named(
    "agent",
    "Who works on a session, as it has called itself.",
    z.strictObject({
      name: member(z.string(), "such as `claude-code` or `codex`"),
      conversation: member(z.nullable(z.string()), "the id of its own conversation; `null`: not known"),
    }),
  ),
);
