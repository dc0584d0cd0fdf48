import { decodeText, isUtf16, type TextEncoding } from "../../files/textEncoding.ts";
import { visibleParts } from "../../base/visibleText.ts";
import { countHidden } from "./hiddenCount.ts";
import { countLongLines } from "./longLines.ts";
import { mixedNames, type MixedName } from "./mixedScripts.ts";
import { isPlain } from "./plainBytes.ts";
import { countUndecodable } from "./undecodable.ts";

/** What a list says of a text without showing it. */
export interface ContentFacts {
  /** `null`: nothing is in it, or it is a link. */
  readonly encoding: TextEncoding | null;
  /** Characters that draw nothing by themselves, move what others draw, or cannot be read. */
  readonly hidden: number;
  readonly longLines: number;
  /** Identifiers that mix scripts. */
  readonly mixedNames: number;
}

/** Of something that is not text, or was not read. */
export const noFacts: ContentFacts = { encoding: null, hidden: 0, longLines: 0, mixedNames: 0 };

export function factsOfLink(target: Uint8Array): ContentFacts {
  const text = decoder.decode(target);
  return { ...noFacts, hidden: hiddenIn(text) + countUndecodable(target, text) };
}

export function factsOfText(bytes: Uint8Array): ContentFacts {
  if (bytes.length === 0) return noFacts;
  if (isPlain(bytes)) return { ...noFacts, encoding: "utf-8", longLines: countLongLines(bytes) };
  const { encoding, text } = decodeText(bytes) ?? { encoding: "other", text: decoder.decode(bytes) };
  const isWide = isUtf16(encoding);
  return {
    encoding,
    // The mark of UTF-8 is named by the encoding.
    hidden: countHidden(text) - (encoding === "utf-8-bom" ? 1 : 0) + (isWide ? 0 : countUndecodable(bytes, text)),
    longLines: countLongLines(isWide ? encoder.encode(text) : bytes),
    mixedNames: mixedIn(text, encoding).length,
  };
}

/** Identifiers of a text that mix scripts; in one that cannot be read, letters come from anywhere. */
export function mixedIn(text: string, encoding: TextEncoding): readonly MixedName[] {
  return encoding === "other" ? [] : mixedNames(text);
}

const [decoder, encoder] = [new TextDecoder("utf-8", { ignoreBOM: true }), new TextEncoder()];

/** In one line, where a tab or a line feed hides something, too. */
export function hiddenIn(line: string): number {
  return visibleParts(line).filter(({ hidden }) => hidden).length;
}
