const string = /"(?:[^"\\]|\\.)*"/gsuy;
const colon = /[ \t\r\n]*:/uy;

/**
 * A key that stands twice in one object of a JSON text, however it is spelled; `undefined`: none does. Programs do not agree on which of the two counts, so
 * a text that is shown to a person by one and followed by another must not have any.
 *
 * @param text valid JSON
 */
export function duplicateKey(text: string): string | undefined {
  const keys: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "{") keys.push(new Set());
    else if (char === "}") keys.pop();
    else if (char === '"') {
      string.lastIndex = at;
      const literal = string.exec(text)?.[0] ?? char;
      at += literal.length - 1;
      colon.lastIndex = at + 1;
      if (!colon.test(text)) continue;
      const key = String(JSON.parse(literal));
      if (keys.at(-1)?.has(key) === true) return key;
      keys.at(-1)?.add(key);
    }
  }
  return undefined;
}
