/** How a text is written as bytes; `other`: none of these, so what is not ASCII cannot be read. `-bom`: it says so in its first bytes. */
export type TextEncoding = "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "utf-16le-bom" | "utf-16be-bom" | "other";

export interface DecodedText {
  readonly encoding: TextEncoding;
  /** Bytes that cannot be read became U+FFFD. The mark of UTF-8 stays, as a character at the beginning; that of UTF-16 is left out. */
  readonly text: string;
}

/** Bytes in which git looks for a NUL, which makes a file binary. */
const lookedAt = 8000;

/** A file's text and how it is written; `undefined`: it is binary. UTF-16 without its mark is read where nothing else is likely. */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return marked(bytes, "utf-16le") ?? eightBit(bytes);
  if (first === 0xfe && second === 0xff) return marked(bytes, "utf-16be") ?? eightBit(bytes);
  if (first === 0xef && second === 0xbb && third === 0xbf) return eightBit(bytes, "utf-8-bom");
  return eightBit(bytes) ?? unmarked(bytes);
}

export function isUtf16(encoding: TextEncoding | null): boolean {
  return encoding?.startsWith("utf-16") ?? false;
}

function eightBit(bytes: Uint8Array, encoding: TextEncoding = "utf-8"): DecodedText | undefined {
  if (bytes.subarray(0, lookedAt).includes(0)) return undefined;
  const text = strictly("utf-8", bytes);
  return text === undefined ? { encoding: "other", text: lenient.decode(bytes) } : { encoding, text };
}

function marked(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): DecodedText | undefined {
  const text = wideText(bytes.subarray(2), encoding);
  return text === undefined ? undefined : { encoding: `${encoding}-bom`, text };
}

/** Clear where one byte of most pairs is zero, always the same one. */
function unmarked(bytes: Uint8Array): DecodedText | undefined {
  const zeros: [number, number] = [0, 0];
  const looked = Math.min(bytes.length, lookedAt);
  for (let at = 0; at < looked; at += 1) if (bytes[at] === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  const [even, odd] = zeros;
  if (looked < shortest || Math.min(even, odd) > 0 || Math.max(even, odd) * 4 < looked) return undefined;
  const encoding = odd > 0 ? "utf-16le" : "utf-16be";
  const text = wideText(bytes, encoding);
  return text === undefined ? undefined : { encoding, text };
}

/** Bytes below which nothing is clear. */
const shortest = 8;

/** What no text has. */
// oxlint-disable-next-line no-control-regex -- These are what is looked for.
const noText = /[\0-\u0008\u000b\u000e-\u001f\u007f\ufffe\uffff]/u;

function wideText(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): string | undefined {
  const text = bytes.length % 2 === 0 ? strictly(encoding, bytes) : undefined;
  return text === undefined || noText.test(text) ? undefined : text;
}

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

function strictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
