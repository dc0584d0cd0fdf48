import * as z from "zod/mini";
import "../../base/zodEnglish.ts";
import type { FileSystem, Logger } from "../../base/ports.ts";
import { limits } from "../../files/directories.ts";
import { encodeText, parseJsonObject } from "../../files/jsonBytes.ts";
import { type JsonValue, printDocument } from "../../files/jsonText.ts";
import { joinPath } from "../../files/paths.ts";
import { isAnnotationId } from "../annotationId.ts";
import { longest } from "../annotationTexts.ts";

const id = z.string().check(z.refine(isAnnotationId, "It is not the id of a comment."));

/** `send-<id of the review>.json`: a review that is being sent. It stands from before its first comment is written until after the last. */
const journalSchema = z.object({
  version: z.literal(1),
  review: z.object({ id, summary: z.optional(z.string().check(z.minLength(1), z.maxLength(longest.body))) }),
  /** When; of all of its comments. */
  created: z.string(),
  /** Its comments, by their ids. */
  notes: z.array(id).check(z.maxLength(limits.shownEntries)),
});
export type SendJournal = z.infer<typeof journalSchema>;

const grammar = /^send-(.+)\.json$/u;

export const isJournalName = (name: string): boolean => isAnnotationId(grammar.exec(name)?.[1] ?? "");

const nameOf = ({ review }: SendJournal): string => `send-${review.id}.json`;

/** The reviews that were begun to be sent from this directory, the oldest first. What is no such file is logged and left. */
export async function readJournals(
  { fs, logger }: { readonly fs: FileSystem; readonly logger: Logger },
  directory: string,
): Promise<readonly SendJournal[]> {
  const found: SendJournal[] = [];
  for (const name of ((await fs.names(directory)) ?? []).toSorted()) {
    if (!isJournalName(name)) continue;
    const bytes = await fs.read(joinPath(directory, name), limits.jsonBytes);
    const json = bytes === undefined ? undefined : parseJsonObject(bytes);
    const parsed = json?.ok === true ? journalSchema.safeParse(json.value) : undefined;
    if (parsed?.success === true && nameOf(parsed.data) === name) found.push(parsed.data);
    else if (bytes !== undefined) logger.warn(`${joinPath(directory, name)} does not say what is being sent.`);
  }
  return found;
}

export async function writeJournal(
  { fs }: { readonly fs: FileSystem },
  directory: string,
  journal: SendJournal,
): Promise<void> {
  const text = printDocument(journal as unknown as Readonly<Record<string, JsonValue>>);
  await fs.writeAtomic(joinPath(directory, nameOf(journal)), encodeText(text));
}

export async function removeJournal(
  { fs }: { readonly fs: FileSystem },
  directory: string,
  journal: SendJournal,
): Promise<void> {
  await fs.remove(joinPath(directory, nameOf(journal)));
}
