/**
 * Characters that draw nothing by themselves or move what others draw: controls (so ESC and C1 sequences too), lone surrogates,
 * line and paragraph separators, zero-width, bidi, tag and annotation characters.
 */
const hiddenClass = String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u{FFF9}-\u{FFFB}]`;
const anyHidden = new RegExp(hiddenClass, "u");

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

/**
 * Text of unknown origin for a place that shows one line: every character that would hide, move or recolour something is drawn
 * as a picture (`␛`, `␊`) or as `⟨U+202E⟩` (safety.md, "What the reviewer sees"). Nothing is removed.
 */
export function visibleText(text: string): string {
  if (!anyHidden.test(text)) return text;
  emojiOrHidden ??= new RegExp(String.raw`\p{RGI_Emoji}|(?<hidden>${hiddenClass})`, "gv");
  return text.replace(emojiOrHidden, (match, hidden: string | undefined) =>
    hidden === undefined ? match : draw(hidden),
  );
}
