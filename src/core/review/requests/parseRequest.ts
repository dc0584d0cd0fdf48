import { parseJsonObject } from "../../files/jsonBytes.ts";
import { type Expected, type Parsed, wrong, named, sentence } from "../../gate/readDocument.ts";
import { requestKinds } from "../../gate/requestKind.ts";
import { type ReviewRequest, requestSchema } from "./request.ts";

/** Reads request.json strictly: unknown kinds and members, another session or id than its directory's are not requests. */
export function parseRequest(bytes: Uint8Array, { session, id }: Expected): Parsed<ReviewRequest> {
  const json = parseJsonObject(bytes);
  if (!json.ok) return json;
  const { kind } = json.value;
  if (!requestKinds.some((known) => known === kind)) {
    return wrong(`It asks for ${named(kind)}, which is none of ${requestKinds.join(", ")}.`);
  }
  const parsed = requestSchema.safeParse(json.value);
  if (!parsed.success) return wrong(sentence(parsed.error, json.value));
  const request = parsed.data;
  if (request.session !== session) return wrong(`It is of another session, ${named(request.session)}.`);
  if (request.id !== id) return wrong(`It has another id than its directory, ${named(request.id)}.`);
  if (request.kind === "merge" && !request.into.startsWith("refs/heads/")) {
    return wrong(`It would merge into ${named(request.into)}, which is not a branch.`);
  }
  if (request.kind === "merge" && request.into === `refs/heads/session/${session}`) {
    return wrong("It would merge the session's branch into itself.");
  }
  if (request.summary.trim() === "") return wrong("Its summary is empty.");
  return { ok: true, value: request };
}
