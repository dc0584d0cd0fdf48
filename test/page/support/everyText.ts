/** Where a string is inside a message. */
type Steps = readonly (string | number)[];

/**
 * The message with a text put into every string that takes it: where a field's schema refuses the text (an enumeration, an object id) its
 * beginning is tried, and a field that refuses that too stays as it was. A field that is added later is included by itself.
 *
 * @param fits whether the whole message would be understood
 */
export function withEveryText<Message>(message: Message, text: string, fits: (message: unknown) => boolean): Message {
  let whole: unknown = message;
  for (const at of stringsOf(message)) {
    const candidates = [text, text.slice(0, 64), text.slice(0, 6)].map((each) => withAt(whole, at, each));
    whole = candidates.find(fits) ?? whole;
  }
  return whole as Message;
}

function stringsOf(value: unknown, at: Steps = []): readonly Steps[] {
  if (typeof value === "string") return [at];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, item]) => stringsOf(item, [...at, name]));
}

function withAt(value: unknown, [step, ...rest]: Steps, text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.with(Number(step), withAt(value[Number(step)], rest, text));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [step]: withAt(record[step], rest, text) };
}
