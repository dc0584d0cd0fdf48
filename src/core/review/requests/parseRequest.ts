import { say } from "../../base/text.ts";
import { duplicateKey } from "../../files/duplicateKey.ts";
import { parseJsonObject, withoutMark } from "../../files/jsonBytes.ts";
import { type Expected, type Parsed, wrong, named, sentence } from "../../gate/readDocument.ts";
import { requestKinds } from "../../gate/requestKind.ts";
import { requestKind, type ReviewRequest } from "../kinds/requestKinds.ts";

/** Bytes of a request.json beyond which it is not read. */
export const maxRequestBytes = 64 * 1024;

/** Reads request.json strictly: unknown kinds and members, another session or id than its directory's are not requests. */
export function parseRequest(bytes: Uint8Array, { session, id }: Expected): Parsed<ReviewRequest> {
  const json = parseJsonObject(bytes);
  if (!json.ok) return json;
  const twice = duplicateKey(withoutMark(json.text));
  if (twice !== undefined) return wrong(say`Its member ${named(twice)} stands there twice.`);
  const kind = requestKinds.find((known) => known === json.value["kind"]);
  if (kind === undefined) {
    return wrong(say`It asks for ${named(json.value["kind"])}, which is none of ${requestKinds.join(", ")}.`);
  }
  const asked = requestKind(kind);
  const parsed = asked.schema.safeParse(json.value);
  if (!parsed.success) return wrong(sentence(parsed.error, json.value));
  const request = parsed.data;
  if (request.session !== session) return wrong(say`It is of another session, ${named(request.session)}.`);
  if (request.id !== id) return wrong(say`It has another id than its directory, ${named(request.id)}.`);
  const problem = asked.problem(request);
  if (problem !== undefined) return wrong(problem);
  if (request.summary.trim() === "") return wrong(say`Its summary is empty.`);
  return { ok: true, value: request };
}
