import * as z from "zod/mini";
import { parseTime } from "../base/time.ts";
import { isObjectId } from "../git/repository/objectId.ts";
import type { WithRedacted } from "../redaction/givenText.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { requestIdSchema } from "../sessions/model/requestId.ts";
import "../base/zodEnglish.ts";
import type { NewThread, Thread } from "./annotation.ts";
import { anchorLimits } from "./anchors.ts";
import { isAnnotationId } from "./annotationId.ts";
import type { PersonsSeals } from "../base/personsSeals.ts";
import { longest, isLabel, isFilePath, isSuggestionText } from "./annotationTexts.ts";

const line = z.string().check(z.maxLength(anchorLimits.lineLength));
const neighbours = z.readonly(z.array(line).check(z.maxLength(anchorLimits.neighbours)));
const lineNumber = z.int().check(z.positive());
const anchorSchema = z
  .object({
    side: z.enum(["old", "new"]),
    start: lineNumber,
    end: lineNumber,
    lines: z.readonly(z.array(line).check(z.minLength(1), z.maxLength(anchorLimits.lines))),
    before: neighbours,
    after: neighbours,
    hidden: z.optional(
      z.object({
        salt: z.string().check(z.regex(/^[0-9a-f]{12}$/u)),
        lines: z.readonly(
          z
            .array(
              z.object({ offset: z.int().check(z.nonnegative()), hash: z.string().check(z.regex(/^[0-9a-f]{5}$/u)) }),
            )
            .check(z.maxLength(anchorLimits.lines + 2 * anchorLimits.neighbours)),
        ),
      }),
    ),
  })
  .check(z.refine(({ start, end, lines }) => end - start + 1 === lines.length, "Its lines are not those it names."))
  .check(
    z.refine(
      ({ hidden, before, lines, after }) =>
        hidden?.lines.every(({ offset }) => offset < before.length + lines.length + after.length) !== false,
      "It hides lines that it has not.",
    ),
  );
const id = z.string().check(z.refine(isAnnotationId, "It is not the id of a comment."));
const common = {
  version: z.literal(1),
  id,
  author: z.object({
    kind: z.enum(["person", "agent"]),
    name: z.string().check(z.minLength(1), z.maxLength(longest.name)),
  }),
  created: z.string().check(z.refine((text) => parseTime(text) !== undefined, "It is not a time.")),
  /** Of what a person says (voices.ts): the key, SPKI in base64, and the signature; `null`: whoever wrote it could not sign. */
  key: z.optional(z.string().check(z.maxLength(longest.key))),
  signature: z.optional(z.nullable(z.string().check(z.maxLength(longest.key)))),
};
const body = z.string().check(z.minLength(1), z.maxLength(longest.body));

/**
 * `annotations/<id>.json`, written once and never changed, so that writers never meet. Its directory says which session it belongs to. Members
 * that a newer tool added mean nothing here and stay in the file.
 */
export const annotationSchema = z.discriminatedUnion("kind", [
  /** Begins a thread. */
  z
    .object({
      ...common,
      kind: z.literal("note"),
      body,
      labels: z._default(z.array(z.string().check(z.refine(isLabel))).check(z.maxLength(longest.labels)), []),
      file: z.optional(z.string().check(z.refine(isFilePath))),
      anchor: z.optional(anchorSchema),
      request: z.optional(requestIdSchema),
      suggestion: z.optional(
        z.object({ text: z.string().check(z.refine(isSuggestionText, "Its suggested lines are no whole lines.")) }),
      ),
      review: z.optional(z.object({ id, summary: z.optional(body) })),
    })
    .check(z.refine(({ file, anchor }) => anchor === undefined || file !== undefined, "Lines of no file."))
    .check(
      z.refine(
        ({ suggestion, anchor }) => suggestion === undefined || anchor?.side === "new",
        "A suggestion for no lines of the new side.",
      ),
    ),
  z.object({ ...common, kind: z.literal("reply"), thread: id, body }),
  /** Resolves a thread, or opens it again; the last one counts. */
  z.object({
    ...common,
    kind: z.literal("resolution"),
    thread: id,
    resolved: z.boolean(),
    /** The commit the thread's suggestion was applied with. */
    applied: z.optional(z.string().check(z.refine(isObjectId, "It is not the id of a commit."))),
  }),
]);

export type AnnotationFile = z.infer<typeof annotationSchema>;

/** What begins a thread. */
export type NoteFile = Extract<AnnotationFile, { readonly kind: "note" }>;

/** Comments that are written now and sent later, in the two steps. */
export interface NoteWriter {
  /** By which those that are not sent yet are known for this person's. */
  readonly seals: PersonsSeals;
  /** The comment as it would be written, with the id it will have, and nothing is; secrets are taken out of it. Throws as `Annotations.add`. */
  compose(thread: NewThread): Promise<WithRedacted<NoteFile>>;
  /** The same comment with another text and other suggested lines (`undefined`: none). Throws as `compose`. */
  rewrite(note: NoteFile, changed: Pick<NewThread, "body" | "suggestion">): Promise<WithRedacted<NoteFile>>;
  /** Writes it under its id; doing that again changes nothing. Throws `refused` in an archived session, and `conflict` where another one has this id. */
  publish(session: SessionId, note: NoteFile): Promise<Thread>;
}

/** The id of the thread a file belongs to. */
export function threadOf(file: AnnotationFile): string {
  return file.kind === "note" ? file.id : file.thread;
}

/** Oldest first; of the same time, by id. */
export function compareAnnotations(a: AnnotationFile, b: AnnotationFile): number {
  return (parseTime(a.created) ?? 0) - (parseTime(b.created) ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
