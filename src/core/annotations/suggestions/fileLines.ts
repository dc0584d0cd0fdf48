import type { DecodedText, TextEncoding } from "../../files/textEncoding.ts";

/** The lines of a file as bytes, each with its end; what stands before the first, a mark of the encoding, is part of none. */
export class FileLines {
  readonly #bytes: Uint8Array;
  readonly #encoding: TextEncoding;
  /** Where each line begins, and where the last one ends. */
  readonly #starts: readonly number[];

  constructor(bytes: Uint8Array, { encoding, text }: DecodedText) {
    this.#bytes = bytes;
    this.#encoding = encoding;
    const { mark, width } = layouts[encoding];
    const starts = [Math.min(mark, bytes.length)];
    if (width === 1) {
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
    } else {
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(mark + (at + 1) * width);
    }
    // A line end ends the last line: what follows it is none.
    if (starts.at(-1) !== bytes.length) starts.push(bytes.length);
    this.#starts = starts;
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  /** The bytes of the lines `start` to `end` (0-based, `end` not part of it) with their ends. */
  bytes(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[start], this.#starts[end]);
  }

  /** One line as git has it: the mark of the encoding is a part of the first. */
  asGitHasIt(line: number): Uint8Array {
    return this.#bytes.subarray(line === 0 ? 0 : this.#starts[line], this.#starts[line + 1]);
  }

  /** What ends a line; the last one may have no end. */
  endOf(line: number): "\r\n" | "\n" | "" {
    const { width, low } = layouts[this.#encoding];
    const bytes = this.bytes(line, line + 1);
    const unit = (fromEnd: number): number | undefined => bytes[bytes.length - fromEnd * width + low];
    const other = (fromEnd: number): number => bytes[bytes.length - fromEnd * width + (1 - low)] ?? 0;
    const is = (fromEnd: number, code: number): boolean =>
      unit(fromEnd) === code && (width === 1 || other(fromEnd) === 0);
    if (!is(1, 10)) return "";
    return is(2, 13) ? "\r\n" : "\n";
  }

  /** The file with other bytes in the place of these lines (0-based, `end` not part of them); one without lines is empty. */
  replaced(start: number, end: number, by: Uint8Array): Uint8Array {
    const before = this.#bytes.subarray(0, this.#starts[start]);
    const after = this.#bytes.subarray(this.#starts[end]);
    if (start === 0 && by.length + after.length === 0) return by;
    const whole = new Uint8Array(before.length + by.length + after.length);
    whole.set(before);
    whole.set(by, before.length);
    whole.set(after, before.length + by.length);
    return whole;
  }
}

interface Layout {
  /** Bytes before the first line. */
  readonly mark: number;
  /** Bytes of a unit, and which of them holds the code of a letter. */
  readonly width: 1 | 2;
  readonly low: 0 | 1;
}

const layouts: Readonly<Record<TextEncoding, Layout>> = {
  "utf-8": { mark: 0, width: 1, low: 0 },
  other: { mark: 0, width: 1, low: 0 },
  "utf-8-bom": { mark: 3, width: 1, low: 0 },
  "utf-16le": { mark: 0, width: 2, low: 0 },
  "utf-16le-bom": { mark: 2, width: 2, low: 0 },
  "utf-16be": { mark: 0, width: 2, low: 1 },
  "utf-16be-bom": { mark: 2, width: 2, low: 1 },
};

/** A text as bytes of an encoding, without its mark; `undefined`: nobody can say how it is written there. */
export function encodeAs(text: string, encoding: TextEncoding): Uint8Array | undefined {
  const { width, low } = layouts[encoding];
  if (width === 1) {
    // oxlint-disable-next-line no-control-regex -- what every encoding of one byte has in common
    return encoding === "other" && /[^\u0000-\u007f]/u.test(text) ? undefined : new TextEncoder().encode(text);
  }
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), low === 0);
  return bytes;
}
