import type * as z from "zod/mini";
import { say, type Text } from "../base/text.ts";
import type { Cryptography } from "../base/ports.ts";
import { parseJsonObject, type JsonObject } from "../files/jsonBytes.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { visibleText } from "../base/visibleText.ts";
import type { RequestId } from "../sessions/model/requestId.ts";
import { verifyDocument, type SignedDocument, type SignedType } from "./signature.ts";

/** What a file turned out to be; `problem` is one sentence for people. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Text };

/** As `Parsed`, of what is signed; `claimed`: it is whole, but signed with a key nobody knows here, so what it says may be true and does not count. */
export type ParsedSigned<Value> =
  | Parsed<Value>
  | { readonly ok: false; readonly problem: Text; readonly claimed: Value };

/** Which request a document has to be about: the directory it lies in says so. */
export interface Expected {
  readonly session: SessionId;
  readonly id: RequestId;
}

/** A decision, a receipt, or what says that it was taken back. */
export interface SignedAnswer extends SignedDocument {
  readonly workspace: string;
  readonly session: string;
  readonly request: RequestId;
}

/** As `Expected`, with the directory that holds `.workflow`, links resolved: another repository's may hold a session and a request of the same name. */
export interface ExpectedHere extends Expected {
  readonly workspace: string;
}

/** Reads decision.json or receipt.json: believed only when one of the reviewer's keys signed it and it is about this request. */
export function parseSigned<Document extends SignedAnswer>(
  type: SignedType<Document>,
  bytes: Uint8Array,
  expected: ExpectedHere,
  keys: readonly string[],
  cryptography: Cryptography,
): ParsedSigned<Document> {
  const json = parseJsonObject(bytes);
  return json.ok ? believe(type, json.value, expected, keys, cryptography) : json;
}

/** As `parseSigned`, for what was parsed as JSON before. */
export function believe<Document extends SignedAnswer>(
  type: SignedType<Document>,
  value: JsonObject,
  { workspace, session, id }: ExpectedHere,
  keys: readonly string[],
  cryptography: Cryptography,
): ParsedSigned<Document> {
  const parsed = type.schema.safeParse(value);
  if (!parsed.success) return wrong(sentence(parsed.error, value));
  const document = parsed.data;
  if (keys.length === 0) {
    const problem = say`It cannot be verified here: the reviewer's key is not known to this user and configuration (XDG_CONFIG_HOME).`;
    return { ok: false, problem, claimed: document };
  }
  if (!keys.includes(document.key)) {
    return { ok: false, problem: say`It was signed with a key that is not known here.`, claimed: document };
  }
  if (!verifyDocument(cryptography, keys, type, document)) {
    return wrong(say`Its signature is not good: it was changed, or somebody made it up.`);
  }
  if (document.workspace !== workspace) {
    return wrong(
      say`It was written for another workspace, ${named(document.workspace)}, and does not count in this one.`,
    );
  }
  if (document.session !== session) return wrong(say`It is about another session, ${named(document.session)}.`);
  if (document.request !== id) return wrong(say`It is about another request, ${named(document.request)}.`);
  return { ok: true, value: document };
}

export function wrong(problem: Text): { readonly ok: false; readonly problem: Text } {
  return { ok: false, problem };
}

const longestName = 80;

/** Something a stranger wrote, fit for the middle of a sentence. */
export function named(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return `“${visibleText(text.length > longestName ? `${text.slice(0, longestName)}…` : text)}”`;
}

export function sentence(error: z.core.$ZodError, value: JsonObject): Text {
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const keys = issue.keys.slice(0, 5).map(named).join(", ");
    return say`It has members that mean nothing: ${keys}.`;
  }
  const member = String(issue?.path[0] ?? "");
  if (!Object.hasOwn(value, member)) return say`Its member ${named(member)} is missing.`;
  return say`Its member ${named(member)} cannot be ${named(value[member])}.`;
}
