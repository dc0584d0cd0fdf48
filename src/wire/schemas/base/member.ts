import * as z from "zod/mini";
import type { Text } from "../../../core/base/text.ts";
import { parseTime } from "../../../core/base/time.ts";

/** What a mapper makes: what the schema describes, and nothing in it is changed any more. A text may stand for its English words: JSON writes those. */
export type Answer<Schema extends z.ZodMiniType> = Immutable<z.infer<Schema>>;
type Immutable<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
  : string extends Value
    ? Value | Text
    : Value;

/** A member of an answer and what it means, in words that docs/json.md prints and an agent can be told (`z.toJSONSchema`). */
export function member<Schema extends z.ZodMiniType>(schema: Schema, meaning: string): Schema {
  return schema.check(z.describe(meaning));
}

/** What several answers have in common, under a name of its own. `meaning`: one sentence. */
export function named<Schema extends z.ZodMiniType>(id: string, meaning: string, schema: Schema): Schema {
  // Not as a check, which would go on to every member that has the schema.
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id, description: meaning });
  return schema;
}

/** One of some words, each with what it means: all that the core has, and no other. */
export function words<Word extends string>(
  meanings: Readonly<Record<Word, string>>,
): z.ZodMiniEnum<{ readonly [Each in Word]: Each }> {
  const all = z.enum(Object.fromEntries(Object.keys(meanings).map((word) => [word, word])) as { [Each in Word]: Each });
  return all.check(z.meta({ meanings }));
}

/** What an answer to a text that was given says of secrets in it. */
export const redacted = z
  .optional(z.array(z.string()))
  .check(
    z.describe("the rules by which secrets were taken out of the text that was given; left out where there were none"),
  );

/** RFC 3339. */
export const time = z
  .string()
  .check(z.refine((text) => parseTime(text) !== undefined, "It is not a time."))
  .check(z.meta({ format: "date-time" }));

/** The full id of an object of git. */
export const objectId = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u));
