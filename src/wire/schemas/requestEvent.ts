import * as z from "zod/mini";
import { type Answer, member, named, redacted } from "./base/member.ts";
import { commentSchema } from "./comment.ts";
import { requestSchema, requestState } from "./request.ts";

const id = member(z.string(), "the request");

/** One line of `--events`. */
export const requestEventSchema = named(
  "request-event",
  "One line of `--events`, printed when it happens; the last is `ended`.",
  z.discriminatedUnion("event", [
    z.strictObject({
      event: member(z.literal("asked"), "it was asked, and waits"),
      id,
      redacted,
    }),
    z.strictObject({
      event: member(z.literal("state"), "it stands otherwise now"),
      id,
      state: member(requestState, "where it stands"),
      reasons: member(z.array(z.string()), "why, one sentence each"),
    }),
    z.strictObject({
      event: member(z.literal("replaced"), "another one was made in its place, and is waited for from now on"),
      id,
      replaced_by: member(z.string(), "that one"),
    }),
    z.strictObject({
      event: member(z.literal("comments"), "a person has said something in comments while it waits"),
      id,
      comments: member(z.array(commentSchema), "the threads, each once for what is new in it"),
    }),
    z.strictObject({
      event: member(z.literal("ended"), "nothing is waited for any more; the exit code says the same"),
      id,
      request: member(requestSchema, "as it stands"),
    }),
  ]),
);

export type RequestEventJson = Answer<typeof requestEventSchema>;
