import type { Cryptography } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";
import type { DocumentSchema, GateDocument } from "./document.ts";

/**
 * The bytes of an action document: JSON without white space, members in the order of the schema. Made once per document; what is shown, hashed
 * and executed are these. Throws for what is not an action document, unknown members included.
 */
export function canonicalBytes<Document extends GateDocument>(
  schema: DocumentSchema<Document>,
  document: Document,
): Uint8Array {
  return encodeText(JSON.stringify(schema.parse(document)));
}

/** The document of such bytes; `undefined` unless they are exactly what `canonicalBytes` makes of it. */
export function documentOf<Document extends GateDocument>(
  schema: DocumentSchema<Document>,
  bytes: Uint8Array,
): Document | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success && JSON.stringify(parsed.data) === text ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 over the kind, a NUL and the bytes: no two kinds can share a fingerprint. Hexadecimal. */
export function fingerprintOf(cryptography: Cryptography, kind: GateDocument["kind"], bytes: Uint8Array): string {
  const head = encodeText(`${kind}\0`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return cryptography.sha256(whole);
}
