/**
 * Characters that draw nothing by themselves or move what others draw: controls (so ESC and C1 sequences too), lone surrogates,
 * line and paragraph separators, zero-width, bidi, tag and annotation characters.
 */
export const hiddenClass = String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u{FFF9}-\u{FFFB}]`;

/** What nearly every text consists of, and is known to draw. */
const plain = /^[ -~]*$/u;

/** Built when the first text has something else, because engines take milliseconds to look up what the names stand for. */
let anyHidden: RegExp | undefined;

function hidesNothing(text: string): boolean {
  if (plain.test(text)) return true;
  anyHidden ??= new RegExp(hiddenClass, "u");
  return !anyHidden.test(text);
}

/**
 * Emoji come first and stay whole: their joiners, selectors and tags are part of a picture people know. Built when the first text has
 * something to draw, because engines take some ten milliseconds to read the list of emoji.
 */
let emojiOrHidden: RegExp | undefined;

function draw(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return String.fromCodePoint(0x2400 + point);
  if (point === 0x7f) return "\u2421";
  return `⟨U+${point.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** A stretch of a text that can be shown as it stands, or one hidden character in its drawn form. */
export interface TextPart {
  readonly text: string;
  readonly hidden: boolean;
}

/**
 * Text of unknown origin cut into what can be shown as it stands and what must be drawn (`␊`, `⟨U+202E⟩`), for places that can give the
 * drawn characters a look of their own. Joined, the parts are `visibleText` of the text. Nothing is removed.
 */
export function visibleParts(text: string): readonly TextPart[] {
  if (hidesNothing(text)) return text === "" ? [] : [{ text, hidden: false }];
  emojiOrHidden ??= new RegExp(String.raw`\p{RGI_Emoji}|(?<hidden>${hiddenClass})`, "gv");
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(emojiOrHidden)) {
    const hidden = match.groups?.["hidden"];
    if (hidden === undefined) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), hidden: false });
    parts.push({ text: draw(hidden), hidden: true });
    from = match.index + hidden.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hidden: false });
  return parts;
}

/**
 * Text of unknown origin for a place that shows one line: every character that would hide, move or recolour something is drawn
 * as a picture (`␛`, `␊`) or as `⟨U+202E⟩`. Nothing is removed.
 */
export function visibleText(text: string): string {
  if (hidesNothing(text)) return text;
  return visibleParts(text)
    .map((part) => part.text)
    .join("");
}
