import type * as z from "zod/mini";
import type { Cryptography, Signer } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";
import { auditRecordSchema } from "../audit/auditRecord.ts";
import { decisionSchema } from "./decision.ts";
import { receiptSchema } from "./receipt.ts";
import { undoneSchema } from "./undone.ts";

const schemas = {
  decision: decisionSchema,
  receipt: receiptSchema,
  undone: undoneSchema,
  audit: auditRecordSchema,
} as const;

export type SignedType = keyof typeof schemas;
export type Signed<Type extends SignedType> = z.infer<(typeof schemas)[Type]>;
export type Unsigned<Type extends SignedType> = Omit<Signed<Type>, "key" | "signature">;

/**
 * What a signature is over: the type of the document, then every member but `signature` as JSON, in the order of the schema. So white space and
 * order in a file do not matter, and no document can be passed off as one of another type.
 */
export function signedBytes(type: SignedType, document: Readonly<Record<string, unknown>>): Uint8Array {
  const members = Object.keys(schemas[type].shape).filter((name) => name !== "signature");
  const content = Object.fromEntries(members.map((name) => [name, document[name]]));
  return encodeText(`workflow-sessions ${type}\n${JSON.stringify(content)}`);
}

/** The document with the signer's key and signature. Throws `refused` where the key's store is not available. */
export async function signDocument<Type extends SignedType>(
  signer: Signer,
  type: Type,
  body: Unsigned<Type>,
): Promise<Signed<Type>> {
  const keyed = { ...body, key: await signer.key() };
  const signature = await signer.sign(signedBytes(type, keyed));
  return { ...keyed, signature } as unknown as Signed<Type>;
}

/** Whether one of the reviewer's keys signed exactly this. A good signature of any other key is none. */
export function verifyDocument<Type extends SignedType>(
  cryptography: Cryptography,
  trustedKeys: readonly string[],
  type: Type,
  document: Signed<Type>,
): boolean {
  return (
    trustedKeys.includes(document.key) &&
    cryptography.verify(document.key, signedBytes(type, document), document.signature)
  );
}
