import { hiddenClass } from "../../base/visibleText.ts";

/** As in visibleText.ts, but tabs and line ends are what a text file is made of. */
const counted = String.raw`[${hiddenClass}--[\t\n\r]]|\r(?!\n)`;
/** What pictures are joined and selected with, and what stands in one. */
const joiner = /\u200D|\uFE0F|[\u{E0020}-\u{E007F}]/u;
const inPicture = String.raw`[\p{Extended_Pictographic}\p{Emoji_Component}]+`;

/**
 * Engines take some 30 µs at each place to try the list of all emoji, so it is tried on short stretches, each once, and on so many only: beyond
 * these a file counts more hidden characters than it has, never fewer.
 */
const most = { stretch: 40, stretches: 500 } as const;

interface Patterns {
  readonly counted: RegExp;
  /** From a place on. */
  readonly pictures: RegExp;
  /** Up to the end of a text. */
  readonly picturesBefore: RegExp;
  readonly emojiOrCounted: RegExp;
}

/** Built when the first text is counted: engines take some ten milliseconds to read the list of emoji. */
let built: Patterns | undefined;

function build(): Patterns {
  return {
    counted: new RegExp(counted, "gv"),
    pictures: new RegExp(inPicture, "yv"),
    picturesBefore: new RegExp(`${inPicture}$`, "v"),
    emojiOrCounted: new RegExp(String.raw`\p{RGI_Emoji}|(?<hidden>${counted})`, "gv"),
  };
}

/**
 * How many characters of a file's text draw nothing by themselves or move what others draw (visibleText.ts). Tabs, line feeds and the carriage
 * return before one do not count, nor what is part of an emoji.
 */
export function countHidden(text: string): number {
  const patterns = (built ??= build());
  const known = new Map<string, number>();
  let count = 0;
  patterns.counted.lastIndex = 0;
  for (let match = patterns.counted.exec(text); match !== null; match = patterns.counted.exec(text)) {
    if (!joiner.test(match[0])) {
      count += 1;
      continue;
    }
    const { before, behind, end } = pictureAround(patterns, text, match.index);
    const stretch = before + behind;
    const short = stretch.length <= most.stretch && (known.size < most.stretches || known.has(stretch));
    if (short && !known.has(stretch)) known.set(stretch, countBesideEmoji(patterns, stretch));
    count += known.get(stretch) ?? behind.match(patterns.counted)?.length ?? 0;
    patterns.counted.lastIndex = end;
  }
  return count;
}

/** The stretch of characters around a joiner that may be pictures; what is `before` it has nothing that counts. */
function pictureAround(
  { pictures, picturesBefore }: Patterns,
  text: string,
  at: number,
): { readonly before: string; readonly behind: string; readonly end: number } {
  pictures.lastIndex = at;
  const behind = pictures.exec(text)?.[0] ?? "";
  const before = picturesBefore.exec(text.slice(Math.max(0, at - most.stretch), at))?.[0] ?? "";
  return { before, behind, end: at + behind.length };
}

function countBesideEmoji({ emojiOrCounted }: Patterns, stretch: string): number {
  let count = 0;
  for (const match of stretch.matchAll(emojiOrCounted)) if (match.groups?.["hidden"] !== undefined) count += 1;
  return count;
}
