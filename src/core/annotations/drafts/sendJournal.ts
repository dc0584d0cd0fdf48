import * as z from "zod/mini";
import "../../base/zodEnglish.ts";
import type { FileSystem, Logger } from "../../base/ports.ts";
import { limits } from "../../files/directories.ts";
import { encodeText, parseJsonObject } from "../../files/jsonBytes.ts";
import { type JsonValue, printDocument } from "../../files/jsonText.ts";
import { joinPath } from "../../files/paths.ts";
import { isAnnotationId } from "../annotationId.ts";
import { longest } from "../annotationTexts.ts";
import type { DraftSeals } from "./draftSeals.ts";

/** The person's key and signature (draftSeals.ts). */
const markMembers = {
  key: z.optional(z.string().check(z.maxLength(longest.key))),
  signature: z.optional(z.string().check(z.maxLength(longest.key))),
};

const id = z.string().check(z.refine(isAnnotationId, "It is not the id of a comment."));

/** `send-<id of the review>.json`: a review that is being sent. It stands from before its first comment is written until after the last. */
const journalSchema = z.object({
  version: z.literal(1),
  review: z.object({ id, summary: z.optional(z.string().check(z.minLength(1), z.maxLength(longest.body))) }),
  /** When; of all of its comments. */
  created: z.string(),
  /** Its comments, by their ids. */
  notes: z.array(id).check(z.maxLength(limits.shownEntries)),
  ...markMembers,
});
export type SendJournal = Omit<z.infer<typeof journalSchema>, keyof typeof markMembers>;

const grammar = /^send-(.+)\.json$/u;

export const isJournalName = (name: string): boolean => isAnnotationId(grammar.exec(name)?.[1] ?? "");

const nameOf = ({ review }: Pick<SendJournal, "review">): string => `send-${review.id}.json`;

/** The reviews that this person has begun to send from this directory, the oldest first. What is no such file of theirs is logged and left. */
export async function readJournals(
  { fs, logger }: { readonly fs: FileSystem; readonly logger: Logger },
  directory: string,
  seals: DraftSeals,
): Promise<readonly SendJournal[]> {
  const found: SendJournal[] = [];
  for (const name of ((await fs.names(directory)) ?? []).toSorted()) {
    if (!isJournalName(name)) continue;
    const bytes = await fs.read(joinPath(directory, name), limits.jsonBytes);
    const json = bytes === undefined ? undefined : parseJsonObject(bytes);
    const parsed = json?.ok === true ? journalSchema.safeParse(json.value) : undefined;
    const journal = parsed?.success === true && nameOf(parsed.data) === name ? parsed.data : undefined;
    const opened = journal === undefined ? undefined : await seals.open("journal", journal);
    if (opened !== undefined) found.push(opened);
    else if (bytes !== undefined) logger.warn(`${joinPath(directory, name)} does not say what this person is sending.`);
  }
  return found;
}

export function journalPath(directory: string, journal: SendJournal): string {
  return joinPath(directory, nameOf(journal));
}

/** The bytes of its file, signed. */
export async function journalBytes(journal: SendJournal, seals: DraftSeals): Promise<Uint8Array> {
  const sealed = await seals.close("journal", journal);
  return encodeText(printDocument(sealed as unknown as Readonly<Record<string, JsonValue>>));
}
