import * as z from "zod/mini";
import { member, time } from "./base/member.ts";

/** What every `request.json` says, whatever its kind. */
export const requestMembers = {
  version: member(z.literal(1), "of the format"),
  id: member(z.string(), "the name of its directory"),
  session: member(z.string(), "whose work it is about"),
  requested_by: member(z.string(), "who asks, as it calls itself"),
  summary: member(z.string(), "Markdown: what was done and why"),
  created: member(time, "when it was asked"),
  deadline: member(z.optional(time), "when it becomes void"),
  lane: member(z.optional(z.string()), "a lane, by its name"),
  replaces: member(z.optional(z.string()), "the request it takes the place of"),
  asked_again_by: member(z.optional(z.string()), "the person who asked again for it, as they call themselves"),
  agent: member(
    z.optional(
      z.strictObject({
        name: member(z.string(), "as it calls itself"),
        conversation: member(z.string(), "the id of its own conversation"),
      }),
    ),
    "the agent that can be continued with the answer",
  ),
};
