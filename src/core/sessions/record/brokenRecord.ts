import { say, type Text } from "../../base/text.ts";
import { isJsonObject, type JsonObject, parseJsonObject } from "../../files/jsonBytes.ts";
import { type JsonValue, setMember } from "../../files/jsonText.ts";
import { salvageText } from "../../files/salvageJson.ts";
import { type ParsedRecord, recordName, recordTemplate, unreadableRecord } from "./record.ts";
import { recordOf } from "./readRecord.ts";
import { recordText } from "./recordEdit.ts";
import type { SessionRecord } from "../model/session.ts";
import type { SessionId } from "../model/sessionId.ts";
import { nobodysScope } from "../model/userScope.ts";

/**
 * What stands for a record that holds no JSON object, with the document that would replace it: what can be read of it, whoever wrote that, and the
 * template for the rest. `bytes` undefined: there is no such file.
 * @param fallbackTime milliseconds, for a record without usable times (its file's mtime is a good choice)
 */
export function brokenRecord(bytes: Uint8Array | undefined, id: SessionId, fallbackTime: number): ParsedRecord {
  if (bytes === undefined) return rebuilt("{}", id, fallbackTime, "missing-record", say`There is no ${recordName}.`);
  const json = parseJsonObject(bytes);
  if (json.ok) throw new TypeError("The record is not broken.");
  if (json.beyondLimits === true) return unreadableRecord(id, json.problem);
  const salvaged = salvageText(bytes);
  return rebuilt(saysScope(bytes, salvaged), id, fallbackTime, "corrupt-record", json.problem);
}

/** Whose notes a session has must not be lost with its record: where that stands and cannot be read, they are nobody's. */
function saysScope(bytes: Uint8Array, salvaged: string): string {
  const isSaid = new TextDecoder().decode(bytes).includes(`"user_scope"`);
  if (!isSaid || Object.hasOwn(objectIn(salvaged), "user_scope")) return salvaged;
  return setMember(salvaged, ["user_scope"], nobodysScope);
}

function rebuilt(
  salvaged: string,
  id: SessionId,
  fallbackTime: number,
  code: "missing-record" | "corrupt-record",
  message: Text,
): ParsedRecord {
  const template = recordTemplate(id, fallbackTime);
  const value = objectIn(salvaged);
  const text = Object.keys(value).length === 0 ? recordText(template) : filledIn(salvaged, value, template);
  return { record: recordOf(objectIn(text)), rebuilt: text, fault: { code, message } };
}

/** What can be read, with the template for what it says nowhere; what another tool has in the place of a member stays. */
function filledIn(salvaged: string, value: JsonObject, template: SessionRecord): string {
  const { project, meta } = recordOf(value);
  const { progress, meta: times, ...members } = template;
  const wanted: readonly (readonly [path: readonly string[], member: unknown])[] = [
    ...Object.entries(members).map(([name, member]) => [[name], member] as const),
    ...Object.entries(progress).map(([name, member]) => [["progress", name], member] as const),
    ...Object.entries(times).map(([name, member]) => [["meta", name], member] as const),
  ];
  let text = setMember(salvaged, ["session_id"], template.session_id);
  for (const [path, member] of wanted) {
    const [first = "", second] = path;
    const stands = Object.hasOwn(value, first) ? value[first] : undefined;
    const isSaid =
      (first === "project" && project !== undefined) ||
      (second === "created" && meta.created !== undefined) ||
      (second === "updated" && meta.updated !== undefined);
    const isFull =
      second === undefined
        ? stands !== undefined
        : stands !== undefined && (!isJsonObject(stands) || Object.hasOwn(stands, second));
    if (!isSaid && !isFull) text = setMember(text, path, member as JsonValue);
  }
  return text;
}

function objectIn(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}
