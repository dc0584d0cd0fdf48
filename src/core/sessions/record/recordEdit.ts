import * as z from "zod/mini";
import type { Text } from "../../base/text.ts";
import { parseJsonObject } from "../../files/jsonBytes.ts";
import { type JsonValue, printDocument, setMember } from "../../files/jsonText.ts";
import { describeIssue, memberAt, metaShape, parseValue, progressShape, recordSchema } from "./recordParsing.ts";
import type { SessionRecord } from "../model/session.ts";

/** A new document for a record. */
export function recordText(record: SessionRecord): string {
  return printDocument(record as unknown as Readonly<Record<string, JsonValue>>);
}

const leaves: readonly (readonly [keyof SessionRecord, ...string[]])[] = [
  ["session_id"],
  ["project"],
  ["type"],
  ["current_phase"],
  ["status"],
  ...Object.keys(progressShape).map((key) => ["progress", key] as const),
  ...Object.keys(metaShape).map((key) => ["meta", key] as const),
  ...["session", "commit", "checkpoint"].map((key) => ["forked_from", key] as const),
  ["workspace"],
  ["tags"],
  ...["keep", "max_age_days", "max_bytes"].map((key) => ["retention", key] as const),
];

/** Why a record cannot be written as it is meant to be; one of the file may lack more than one we make. */
export function recordFlaw(record: SessionRecord): Text | undefined {
  const checked = z.safeParse(recordSchema, record);
  return checked.success ? undefined : describeIssue(checked.error);
}

/**
 * The document with its known fields as in `record`; only fields whose value differs are rewritten, every other byte stays
 * (property-tested). `text` is a JSON object as `parseRecord` returns it.
 */
export function editRecord(text: string, record: SessionRecord): string {
  const json = parseJsonObject(new TextEncoder().encode(text));
  if (!json.ok) throw new TypeError(String(json.problem));
  const { usable } = parseValue(json.value);
  let edited = text;
  for (const key of ["forked_from", "workspace", "tags", "retention"] as const) {
    if (record[key] === undefined && Object.hasOwn(usable, key)) edited = setMember(edited, [key], undefined);
  }
  for (const path of leaves) {
    const wanted = memberAt(record, path);
    if (JSON.stringify(wanted) !== JSON.stringify(memberAt(usable, path))) {
      edited = setMember(edited, path, wanted as JsonValue | undefined);
    }
  }
  return edited;
}
