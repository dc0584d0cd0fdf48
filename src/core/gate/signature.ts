import type * as z from "zod/mini";
import type { Cryptography, Signer } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";

/** What every signed document ends with: the key, as SPKI in base64, and the signature over all else, in base64. */
export interface SignedDocument {
  readonly key: string;
  readonly signature: string;
}

export type Unsigned<Document extends SignedDocument> = Omit<Document, "key" | "signature">;

/** A type of document that is signed. */
export interface SignedType<Document extends SignedDocument> {
  /** The signature covers it, so no document can be passed off as one of another type. */
  readonly name: string;
  /** Its members are signed in the order of the schema. */
  readonly schema: z.ZodMiniType<Document> & { readonly shape: Readonly<Record<string, unknown>> };
}

/**
 * What a signature is over: the name of the document's type, then every member but `signature` as JSON, in the order of the schema. So white
 * space and order in a file do not matter.
 */
export function signedBytes<Document extends SignedDocument>(
  { name, schema }: SignedType<Document>,
  document: object,
): Uint8Array {
  const members = Object.keys(schema.shape).filter((member) => member !== "signature");
  const content = Object.fromEntries(members.map((member) => [member, Reflect.get(document, member)]));
  return encodeText(`workflow-sessions ${name}\n${JSON.stringify(content)}`);
}

/** The document with the signer's key and signature. Throws `refused` where the key's store is not available. */
export async function signDocument<Document extends SignedDocument>(
  signer: Signer,
  type: SignedType<Document>,
  body: Unsigned<Document>,
): Promise<Document> {
  const keyed = { ...body, key: await signer.key() };
  const signature = await signer.sign(signedBytes(type, keyed));
  return { ...keyed, signature } as unknown as Document;
}

/** Whether one of the reviewer's keys signed exactly this. A good signature of any other key counts for nothing. */
export function verifyDocument<Document extends SignedDocument>(
  cryptography: Cryptography,
  trustedKeys: readonly string[],
  type: SignedType<Document>,
  document: Document,
): boolean {
  return (
    trustedKeys.includes(document.key) &&
    cryptography.verify(document.key, signedBytes(type, document), document.signature)
  );
}
