import * as z from "zod/mini";
import type { Author, LineAnchor, Voice } from "../../core/annotations/annotation.ts";
import { type Answer, member, named, redacted, time, words } from "./base/member.ts";

const note = {
  author: member(
    z.strictObject({
      kind: member(words<Author["kind"]>({ person: "a person", agent: "an agent" }), "what it is"),
      name: member(z.string(), "what it calls itself"),
      voice: member(
        z.optional(
          words<Voice>({
            person: "they signed it in their own VS Code",
            claimed: "somebody says so: with `--person`, or with a key that is not known here",
            unsigned: "it was written before comments were signed",
          }),
        ),
        "of a person: whether it is theirs",
      ),
    }),
    "who said it",
  ),
  created: member(time, "when"),
  body: member(z.string(), "Markdown"),
};

export const commentSchema = named(
  "comment",
  "One comment with its replies, and where its lines are now.",
  z.strictObject({
    id: member(z.string(), "of the thread"),
    session: member(z.string(), "whose it is"),
    file: member(z.nullable(z.string()), "from the top of the working tree; `null`: it is on the session"),
    file_now: member(
      z.nullable(z.string()),
      "where its text is now, under another path once it was renamed; `null`: nowhere, or it is on the session",
    ),
    line: member(
      z.nullable(
        z.strictObject({
          start: member(z.number(), "the first line, from 1"),
          end: member(z.number(), "the last one"),
        }),
      ),
      "where the lines are now; `null`: it is on none, or they are nowhere",
    ),
    side: member(
      z.nullable(words<LineAnchor["side"]>({ old: "as the baseline has the file", new: "as the file is" })),
      "which text the lines are of; `null`: it is on none",
    ),
    outdated: member(z.boolean(), "the lines are nowhere any more"),
    quoted: member(z.array(z.string()), "the lines as they were; of one that holds a secret a mark alone"),
    labels: member(z.array(z.string()), "such as `needs-review`"),
    resolved: member(z.boolean(), "whether somebody has resolved it"),
    ...note,
    replies: member(z.array(z.strictObject({ id: member(z.string(), "of the reply"), ...note })), "in order"),
    request: member(z.nullable(z.string()), "the request it was written on"),
    suggestion: member(
      z.nullable(
        z.strictObject({
          text: member(z.string(), "the lines that are to stand in the place of its own, each ended by a line feed"),
          patch: member(
            z.nullable(z.string()),
            "the same for `git apply`, against the file as the head of the work has it; `null`: it does not apply, or git has no patches of such a file",
          ),
          applies: member(z.boolean(), "whether its lines stand in that file as they were"),
          why: member(z.nullable(z.string()), "why it does not apply, or has no patch"),
          applied: member(z.nullable(z.string()), "the commit with which the person has applied it"),
        }),
      ),
      "what it suggests for its lines; `null`: nothing",
    ),
    review: member(
      z.nullable(
        z.strictObject({
          id: member(z.string(), "the same for all comments that were sent together"),
          summary: member(z.nullable(z.string()), "Markdown, of the whole"),
        }),
      ),
      "the review it was sent with; `null`: it was sent alone",
    ),
    redacted,
  }),
);

export type CommentJson = Answer<typeof commentSchema>;

/** `annotate list` */
export const commentsSchema = z.strictObject({
  annotations: member(z.array(commentSchema), "the oldest first"),
});

export type CommentsJson = Answer<typeof commentsSchema>;
