const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** One field of `-z` output. `exact` is false when its bytes are not UTF-8: such a name can be shown, but not given back to git. */
export interface NulField {
  readonly text: string;
  readonly exact: boolean;
}

/** Fields of NUL-terminated output (`-z`); the part behind the last NUL, if any, is a field of its own. */
export function nulFields(bytes: Uint8Array): readonly NulField[] {
  const fields: NulField[] = [];
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(0, start);
    const end = found < 0 ? bytes.length : found;
    fields.push(decodeField(bytes.subarray(start, end)));
    start = end + 1;
  }
  return fields;
}

function decodeField(bytes: Uint8Array): NulField {
  try {
    return { text: strict.decode(bytes), exact: true };
  } catch {
    return { text: lenient.decode(bytes), exact: false };
  }
}

/** Output that is text, without its last line feed. */
export function outputText(bytes: Uint8Array): string {
  return lenient.decode(bytes).replace(/\n$/u, "");
}

/** NUL-terminated fields for the stdin of a `-z` command. */
export function toNulBytes(fields: readonly string[]): Uint8Array {
  return encoder.encode(fields.map((field) => `${field}\0`).join(""));
}
