import { hiddenClass } from "./visibleText.ts";

/** As in visibleText.ts, but tabs and line ends are what a text file is made of. */
const counted = String.raw`[${hiddenClass}--[\t\n\r]]|\r(?!\n)`;
/** What pictures are joined and selected with, and all that stands in one. */
const joiner = /\u200D|\uFE0F|[\u{E0020}-\u{E007F}]/u;
const inPicture = /[\p{Extended_Pictographic}\p{Emoji_Component}]/u;

/**
 * Engines take some 30 µs at each place to try the list of all emoji, so it is tried on short stretches, each once, and on so many only: beyond
 * these a file counts more hidden characters than it has, never fewer.
 */
const most = { stretch: 40, stretches: 500 } as const;

let anyCounted: RegExp | undefined;
let emojiOrCounted: RegExp | undefined;

/**
 * How many characters of a file's text draw nothing by themselves or move what others draw (visibleText.ts). Tabs, line feeds and the carriage
 * return before one do not count, nor what is part of an emoji.
 */
export function countHidden(text: string): number {
  anyCounted ??= new RegExp(counted, "gv");
  const known = new Map<string, number>();
  let count = 0;
  anyCounted.lastIndex = 0;
  for (let match = anyCounted.exec(text); match !== null; match = anyCounted.exec(text)) {
    const stretch = joiner.test(match[0]) ? pictureAround(text, match.index) : undefined;
    if (stretch === undefined) {
      count += 1;
      continue;
    }
    const found = known.get(stretch.text) ?? (known.size < most.stretches ? countBesideEmoji(stretch.text) : undefined);
    if (found === undefined) {
      count += 1;
      continue;
    }
    known.set(stretch.text, found);
    count += found;
    anyCounted.lastIndex = stretch.end;
  }
  return count;
}

/** The stretch of characters around a joiner that may be pictures; `undefined` when it is too long to be looked at. */
function pictureAround(text: string, at: number): { readonly text: string; readonly end: number } | undefined {
  let start = at;
  let end = at;
  while (end < text.length && end - at <= most.stretch) {
    const character = String.fromCodePoint(text.codePointAt(end) ?? 0);
    if (!inPicture.test(character)) break;
    end += character.length;
  }
  while (start > 0 && at - start <= most.stretch) {
    const width = /[\uDC00-\uDFFF]/u.test(text[start - 1] ?? "") ? 2 : 1;
    if (!inPicture.test(text.slice(start - width, start))) break;
    start -= width;
  }
  return end - start > most.stretch ? undefined : { text: text.slice(start, end), end };
}

function countBesideEmoji(text: string): number {
  emojiOrCounted ??= new RegExp(String.raw`\p{RGI_Emoji}|(?<hidden>${counted})`, "gv");
  let count = 0;
  for (const match of text.matchAll(emojiOrCounted)) if (match.groups?.["hidden"] !== undefined) count += 1;
  return count;
}
