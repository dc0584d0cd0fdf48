import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { encodeText, isJsonObject, type JsonObject, parseJsonObject } from "../../files/jsonBytes.ts";
import { type JsonValue, printDocument, setMember } from "../../files/jsonText.ts";
import { recordOf } from "./readRecord.ts";
import type { RecordFields, SessionRecord } from "../model/session.ts";

/** A new document for a record that has every member. */
export function recordText(record: SessionRecord): string {
  return printDocument(record as unknown as Readonly<Record<string, JsonValue>>);
}

interface Leaf {
  readonly path: readonly string[];
  /** Only notes what an operation did, so where other tools keep something else in its place, that stays. */
  readonly notes?: true;
  /** Written into an object that is there; none is made for it. */
  readonly inside?: true;
}

const leaves: readonly Leaf[] = [
  ...["session_id", "project", "type", "current_phase", "status"].map((key) => ({ path: [key] })),
  { path: ["progress", "completed_phases"], notes: true },
  { path: ["progress", "current_tasks"] },
  { path: ["progress", "last_checkpoint"], notes: true, inside: true },
  ...["session", "commit", "checkpoint"].map((key) => ({ path: ["forked_from", key] })),
  { path: ["branch"] },
  { path: ["workspace"] },
  { path: ["tags"] },
  ...["keep", "max_age_days", "max_bytes"].map((key) => ({ path: ["retention", key] })),
  ...["name", "conversation"].map((key) => ({ path: ["agent", key] })),
  { path: ["user_scope"] },
];

const updated: Leaf = { path: ["meta", "updated"], notes: true };

/**
 * The document with these members set; every other byte stays (property-tested), and nothing is written that says what it said before. With a
 * change `meta.updated` follows. `text` is a JSON object. Where a list that is to be changed, or the object it belongs into, is something else of
 * another tool's, that is `invalid-record`.
 * @param now RFC 3339
 */
export function editRecord(text: string, fields: RecordFields, now: string): string {
  const value = valueOf(text);
  const before = recordOf(value);
  let edited = text;
  for (const leaf of leaves) {
    const wanted = memberAt(fields, leaf.path);
    if (wanted === undefined || same(wanted, memberAt(before, leaf.path))) continue;
    const fits = hasRoom(value, leaf);
    if (leaf.notes === true && (!fits || (leaf.inside === true && !isInside(edited, leaf)))) continue;
    if (!fits) throw inTheWay(leaf.path[0] ?? "");
    edited = setMember(edited, leaf.path, wanted as JsonValue);
  }
  if (edited === text || !hasRoom(value, updated)) return edited;
  // Where another tool keeps the times in its own way, none is added.
  if (memberAt(value, ["meta"]) === undefined && (before.meta.created ?? before.meta.updated) !== undefined)
    return edited;
  return setMember(edited, updated.path, fields.meta?.updated ?? now);
}

/** What stands at a path of members; own ones only, so that a hostile `__proto__` gives nothing. */
function memberAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as JsonObject)[key];
  }
  return current;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether writing there replaces nothing of another form. */
function hasRoom(value: JsonObject, { path }: Leaf): boolean {
  const [first = "", second] = path;
  const member = memberAt(value, [first]);
  if (first !== "progress" && first !== "meta") return true;
  if (member !== undefined && !isJsonObject(member)) return false;
  const list = memberAt(member, [second ?? ""]);
  return !Array.isArray(list) || list.every((item) => typeof item === "string");
}

function isInside(text: string, { path }: Leaf): boolean {
  const json = parseJsonObject(encodeText(text));
  return json.ok && isJsonObject(memberAt(json.value, path.slice(0, -1)));
}

function valueOf(text: string): JsonObject {
  const json = parseJsonObject(encodeText(text));
  if (!json.ok) throw new TypeError(String(json.problem));
  return json.value;
}

function inTheWay(name: string): WorkflowError {
  return new WorkflowError(
    "invalid-record",
    say`“${name}” of the record is something else of another program's, so this cannot be kept there.`,
    say`Use the program that wrote it; nothing was changed.`,
  );
}

/** Whether a document says what was to be written; what another tool has in the place of a note aside. */
export function says(text: string, fields: RecordFields): boolean {
  const json = parseJsonObject(encodeText(text));
  if (!json.ok) return false;
  const read = recordOf(json.value);
  return leaves.every(({ path, notes }) => {
    const wanted = memberAt(fields, path);
    return notes === true || wanted === undefined || same(wanted, memberAt(read, path));
  });
}
