import { say, type Text } from "../../base/text.ts";
import { isJsonObject, type JsonObject, parseJsonObject } from "../../files/jsonBytes.ts";
import { type JsonValue, printDocument } from "../../files/jsonText.ts";
import { salvageObject } from "../../files/salvageJson.ts";
import { type ParsedRecord, recordName, recordTemplate, unreadableRecord } from "./record.ts";
import { recordOf } from "./readRecord.ts";
import type { SessionId } from "../model/sessionId.ts";

/**
 * What stands for a record that holds no JSON object, with the document that would replace it: what can be read of it, whoever wrote that, and the
 * template for the rest. `bytes` undefined: there is no such file.
 * @param fallbackTime milliseconds, for a record without usable times (its file's mtime is a good choice)
 */
export function brokenRecord(bytes: Uint8Array | undefined, id: SessionId, fallbackTime: number): ParsedRecord {
  if (bytes === undefined) return rebuilt({}, id, fallbackTime, "missing-record", say`There is no ${recordName}.`);
  const json = parseJsonObject(bytes);
  if (json.ok) throw new TypeError("The record is not broken.");
  if (json.beyondLimits === true) return unreadableRecord(id, fallbackTime, json.problem);
  return rebuilt(salvageObject(bytes), id, fallbackTime, "corrupt-record", json.problem);
}

function rebuilt(
  salvaged: JsonObject,
  id: SessionId,
  fallbackTime: number,
  code: "missing-record" | "corrupt-record",
  message: Text,
): ParsedRecord {
  const template = recordTemplate(id, fallbackTime);
  const { project, meta } = recordOf(salvaged);
  const members = {
    ...template,
    ...salvaged,
    session_id: id,
    // What other members say it is about is not said again in other words.
    ...(project === undefined ? {} : { project: salvaged["project"] }),
    progress: filledIn(salvaged["progress"], template.progress),
    meta: filledIn(salvaged["meta"], {
      ...(meta.created === undefined ? { created: template.meta.created } : {}),
      ...(meta.updated === undefined ? { updated: template.meta.updated } : {}),
    }),
  };
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  const text = printDocument(Object.fromEntries(known) as Readonly<Record<string, JsonValue>>);
  return { record: recordOf(JSON.parse(text) as JsonObject), rebuilt: text, fault: { code, message } };
}

function filledIn(value: unknown, template: object): unknown {
  if (value === undefined) return template;
  return isJsonObject(value) ? { ...template, ...value } : value;
}
