import { limits } from "./directories.ts";
import { say, type Text } from "../base/text.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export type JsonObject = Readonly<Record<string, unknown>>;

export type ParsedJson =
  | {
      readonly ok: true;
      /** Exact text, a byte order mark included. */ readonly text: string;
      readonly value: JsonObject;
    }
  | {
      readonly ok: false;
      /** One sentence for people. */ readonly problem: Text;
      /** It was not parsed, because it is larger or deeper than what is read. */ readonly beyondLimits?: true;
    };

/**
 * Parses the bytes of one JSON object. Never throws: text that is not UTF-8, not JSON, too large, too deep or not an object gives a `problem`.
 * A byte order mark, which some editors write, is read over and stays in `text`. Keys such as `__proto__` are ordinary members.
 */
export function parseJsonObject(bytes: Uint8Array): ParsedJson {
  if (bytes.length > limits.jsonBytes) return { ok: false, problem: say`It is larger than 1 MiB.`, beyondLimits: true };
  if (bytes.length === 0) return { ok: false, problem: say`It is empty.` };
  if (bytes.every((byte) => byte === 0))
    return { ok: false, problem: say`It holds only NUL bytes, as after a power failure.` };
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { ok: false, problem: say`It is not UTF-8 text.` };
  }
  if (brackets(text) > limits.jsonDepth && nesting(text) > limits.jsonDepth)
    return { ok: false, problem: say`It is nested deeper than ${limits.jsonDepth} levels.`, beyondLimits: true };
  try {
    const value: unknown = JSON.parse(withoutMark(text));
    if (isJsonObject(value)) return { ok: true, text, value };
    return { ok: false, problem: say`It is JSON, but not an object.` };
  } catch {
    return { ok: false, problem: say`It is not JSON; it may have been cut off while somebody wrote it.` };
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON value that bytes of ours hold, a byte order mark read over; `undefined` for what is not UTF-8 or not JSON, such as a file cut off. */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(withoutMark(decoder.decode(bytes)));
  } catch {
    return undefined;
  }
}

/** The text after a byte order mark. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** How many brackets open in all, strings included; few of them cannot be deep, and this is told in a quarter of the time. */
function brackets(text: string): number {
  let count = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at !== -1 && count <= limits.jsonDepth; at = text.indexOf(bracket, at + 1))
      count += 1;
  }
  return count;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93];

/** Deepest nesting of brackets outside of strings, counted before anything recursive sees the text. */
export function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === backslash) at += 1;
      else if (unit === quote) inString = false;
    } else if (unit === quote) inString = true;
    else if (unit === openBrace || unit === openBracket) deepest = Math.max(deepest, ++depth);
    else if (unit === closeBrace || unit === closeBracket) depth -= 1;
  }
  return deepest;
}
