import * as z from "zod/mini";

/** `<time>-<kind>-<random>`: sorts by age, is a file name on every system and never an option. */
const requestIdGrammar = /^[0-9]{8}T[0-9]{6}Z-[a-z]{1,16}-[0-9a-f]{8}$/u;

declare const brand: unique symbol;
export type RequestId = string & { readonly [brand]: "RequestId" };

export function isRequestId(text: string): text is RequestId {
  return requestIdGrammar.test(text);
}

export const requestIdSchema = z.custom<RequestId>((value) => typeof value === "string" && isRequestId(value));
