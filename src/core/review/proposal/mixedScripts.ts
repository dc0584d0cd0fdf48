/** An identifier of letters that do not belong together, with the scripts they are of (`Latn`, `Cyrl`), as they first come. */
export interface MixedName {
  readonly name: string;
  readonly scripts: readonly string[];
}

/** Scripts of living languages, and of letters that look like those of others, by the codes that `Intl.DisplayNames` knows. */
const scripts = {
  Latn: "Latin",
  Cyrl: "Cyrillic",
  Grek: "Greek",
  Hani: "Han",
  Hira: "Hiragana",
  Kana: "Katakana",
  Hang: "Hangul",
  Bopo: "Bopomofo",
  Arab: "Arabic",
  Hebr: "Hebrew",
  Armn: "Armenian",
  Geor: "Georgian",
  Cher: "Cherokee",
  Copt: "Coptic",
  Lisu: "Lisu",
  Deva: "Devanagari",
  Beng: "Bengali",
  Guru: "Gurmukhi",
  Gujr: "Gujarati",
  Taml: "Tamil",
  Telu: "Telugu",
  Knda: "Kannada",
  Mlym: "Malayalam",
  Thai: "Thai",
  Mymr: "Myanmar",
  Khmr: "Khmer",
  Ethi: "Ethiopic",
} as const;
type Script = keyof typeof scripts;
const codes = Object.keys(scripts) as Script[];

/** Scripts that one language writes together, with Latin too: what Unicode's “highly restrictive” level lets through (UTS 39, 5.2). */
const together: readonly (readonly Script[])[] = [
  ["Latn", "Hani", "Hira", "Kana"],
  ["Latn", "Hani", "Bopo"],
  ["Latn", "Hani", "Hang"],
];

/** One bit for each script alone and each set of `together`; letters belong together where they have a bit in common. */
const bitOf = (index: number): number => 1 << index;
const all = bitOf(codes.length + together.length) - 1;

function bitsOf(of: readonly Script[]): number {
  const own = of.reduce((bits, script) => bits | bitOf(codes.indexOf(script)), 0);
  return together.reduce(
    (bits, set, at) => (of.some((script) => set.includes(script)) ? bits | bitOf(codes.length + at) : bits),
    own,
  );
}

/** Large blocks of one script, of which a text may have thousands of letters. */
const blocks: readonly (readonly [from: number, to: number, script: Script])[] = [
  [0x3400, 0x4dbf, "Hani"],
  [0x4e00, 0x9fff, "Hani"],
  [0xac00, 0xd7a3, "Hang"],
  [0x20000, 0x323af, "Hani"],
];

/** Built when the first such character is met. */
let patterns: readonly (readonly [Script, RegExp])[] | undefined;

/** The scripts a character is written in; none: in all, as digits and marks are, or in one that is not looked at. */
function scriptsOf(point: number): readonly Script[] {
  const block = blocks.find(([from, to]) => point >= from && point <= to);
  if (block !== undefined) return [block[2]];
  patterns ??= codes.map((code) => [code, new RegExp(String.raw`\p{Script_Extensions=${scripts[code]}}`, "u")]);
  const character = String.fromCodePoint(point);
  return patterns.flatMap(([code, pattern]) => (pattern.test(character) ? [code] : []));
}

const inIdentifier = /\p{XID_Continue}/u;

/** Bits of every character that was met; none: it is no part of an identifier. */
const known = new Map<number, number>();

function lookUp(point: number): number {
  const of = inIdentifier.test(String.fromCodePoint(point)) ? scriptsOf(point) : undefined;
  const bits = of === undefined ? 0 : of.length === 0 ? all : bitsOf(of);
  known.set(point, bits);
  return bits;
}

/** Identifiers counted of one text; a file with more is as striking with these. Units that are kept of a long one. */
const most = { names: 1000, length: 200 } as const;

/**
 * The identifiers of a text, or the words of a path, that mix scripts no language writes together, each once: a letter of one alphabet in place of
 * one of another that looks the same. Prose may hold as many languages as it likes.
 */
export function mixedNames(text: string): readonly MixedName[] {
  const found = new Map<string, MixedName>();
  let [start, common] = [-1, all];
  for (let at = 0; at <= text.length; at += 1) {
    const point = text.codePointAt(at) ?? 0;
    const bits = known.get(point) ?? lookUp(point);
    if (bits === 0) {
      if (common === 0) addName(found, text.slice(start, Math.min(at, start + most.length)));
      if (found.size >= most.names) break;
      [start, common] = [-1, all];
      continue;
    }
    if (start === -1) start = at;
    common &= bits;
    if (point > 0xffff) at += 1;
  }
  return [...found.values()];
}

function addName(found: Map<string, MixedName>, name: string): void {
  if (found.has(name)) return;
  const of = Array.from(name).flatMap((character) => scriptsOf(character.codePointAt(0) ?? 0).slice(0, 1));
  found.set(name, { name, scripts: [...new Set(of)] });
}
