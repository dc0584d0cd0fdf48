import * as z from "zod/mini";

const lines = z.object({ side: z.enum(["old", "new"]), start: z.int(), end: z.int() });

/** What survives a reload: where the reader was and words not yet sent; nothing of a decision. */
const savedStateSchema = z.object({
  /** By which the extension knows which page to restore. */
  request: z.string(),
  selected: z.nullable(z.string()),
  /** Pixels from the top of what is on show. */
  scroll: z.number(),
  filter: z.string(),
  drafts: z.record(z.string(), z.string()),
  composer: z.nullable(z.object({ file: z.nullable(z.string()), lines: z.nullable(lines) })),
  tab: z._default(z.enum(["files", "plan"]), "files"),
  /** The document that is open beside the file. */
  reading: z._default(z.nullable(z.object({ id: z.int(), name: z.string() })), null),
});
export type SavedState = z.infer<typeof savedStateSchema>;

/** The saved state as far as it can be read; `undefined` otherwise. */
export function readSavedState(saved: unknown): SavedState | undefined {
  const parsed = savedStateSchema.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}
