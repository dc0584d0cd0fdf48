import type * as z from "zod/mini";

/** The message of a commit that is a record of ours: a subject for people, then one line of JSON. */
export function formatJsonMessage(subject: string, value: unknown): string {
  return `${subject}\n\n${JSON.stringify(value)}\n`;
}

/** The value of such a message, or `undefined` when it is anything else. */
export function parseJsonMessage<T>(message: string, schema: z.ZodMiniType<T>): T | undefined {
  const parsed = schema.safeParse(parseJson(message.slice(message.indexOf("\n\n") + 2)));
  return parsed.success ? parsed.data : undefined;
}

/** `undefined` for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
