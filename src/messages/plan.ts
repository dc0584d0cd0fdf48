/** What was planned, as the review page is told it. Nothing here is part of what is fingerprinted or granted. */
import * as z from "zod/mini";

/** Characters, and entries of a list. The extension cuts what is longer (host/reviews/snapshot/planRows.ts). */
export const planLimits = { text: 4096, documents: 500, tasks: 500, content: 300_000 } as const;

const text = z.string().check(z.maxLength(planLimits.text));
/** By which the page asks for a document; the extension alone knows where that is. */
export const documentId = z.int().check(z.nonnegative());

const documentRowSchema = z.object({
  id: documentId,
  /** As the phase that handed it over called it; of other files the path in the session's directory. */
  name: text,
  /** Where it is, for people. */
  file: text,
  /** The phase that handed it over; `null`: none did. */
  phase: z.nullable(text),
  /** Bytes; `null`: there is no file that could be shown. */
  size: z.nullable(z.number()),
  /** Different whenever the file is. */
  version: z.string(),
});
export type DocumentRow = z.infer<typeof documentRowSchema>;

const planPartSchema = z.object({
  session: text,
  isBaseline: z.boolean(),
  documents: z.array(documentRowSchema).check(z.maxLength(planLimits.documents)),
  /** Documents that are too many to be shown. */
  documentsLeft: z.number(),
  tasks: z
    .array(z.object({ name: text, title: text, state: text, isDone: z.boolean() }))
    .check(z.maxLength(planLimits.tasks)),
  /** Tasks that are too many to be shown. */
  tasksLeft: z.number(),
});
export type PlanPartRow = z.infer<typeof planPartSchema>;

/** The session's own part first, then that of its baseline. */
export const planSchema = z.object({ parts: z.array(planPartSchema).check(z.maxLength(2)) });
export type Plan = z.infer<typeof planSchema>;

export const documentContentSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: z.string().check(z.maxLength(planLimits.content)),
    size: z.number(),
    /** There is more than `text`. */
    isCut: z.boolean(),
  }),
  z.object({ kind: z.enum(["binary", "large"]), size: z.number() }),
]);
export type DocumentContent = z.infer<typeof documentContentSchema>;
