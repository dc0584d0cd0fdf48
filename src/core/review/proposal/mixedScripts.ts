/** An identifier of letters that do not belong together, with the scripts they are of (`Latn`, `Cyrl`), as they first come. */
export interface MixedName {
  readonly name: string;
  readonly scripts: readonly string[];
}

/** Scripts of living languages and of letters that look like those of others, by the codes that `Intl.DisplayNames` knows. */
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
  Goth: "Gothic",
  Lisu: "Lisu",
  Deva: "Devanagari",
  Beng: "Bengali",
  Guru: "Gurmukhi",
  Gujr: "Gujarati",
  Orya: "Oriya",
  Taml: "Tamil",
  Telu: "Telugu",
  Knda: "Kannada",
  Mlym: "Malayalam",
  Sinh: "Sinhala",
  Thai: "Thai",
  Laoo: "Lao",
  Tibt: "Tibetan",
  Mymr: "Myanmar",
  Khmr: "Khmer",
  Ethi: "Ethiopic",
  Thaa: "Thaana",
  Syrc: "Syriac",
  Mong: "Mongolian",
} as const;
type Script = keyof typeof scripts;

/** Scripts that one language writes together, with Latin too: what Unicode's “highly restrictive” level lets through (UTS 39, 5.2). */
const together: readonly ReadonlySet<Script>[] = [
  new Set(["Latn", "Hani", "Hira", "Kana"]),
  new Set(["Latn", "Hani", "Bopo"]),
  new Set(["Latn", "Hani", "Hang"]),
];

/** Built when the first such character is met. */
let patterns: readonly (readonly [Script, RegExp])[] | undefined;
const known = new Map<string, ReadonlySet<Script>>();

/** The scripts a character is written in; none: it is written in all, as digits and marks are, or in one that is not looked at. */
function scriptsOf(character: string): ReadonlySet<Script> {
  let found = known.get(character);
  if (found === undefined) {
    patterns ??= (Object.keys(scripts) as Script[]).map((code) => [
      code,
      new RegExp(String.raw`^\p{Script_Extensions=${scripts[code]}}$`, "u"),
    ]);
    found = new Set(patterns.flatMap(([code, pattern]) => (pattern.test(character) ? [code] : [])));
    known.set(character, found);
  }
  return found;
}

/** The scripts of an identifier whose letters no language writes together; `undefined`: they belong together. */
function scriptsMixed(name: string): readonly Script[] | undefined {
  const sets = [...new Set(name)].map(scriptsOf).filter(({ size }) => size > 0);
  const [first] = sets;
  if (first === undefined) return undefined;
  const candidates = [...[...first].map((script) => new Set([script])), ...together];
  const fits = (allowed: ReadonlySet<Script>): boolean => sets.every((set) => [...set].some((one) => allowed.has(one)));
  if (candidates.some(fits)) return undefined;
  return [...new Set(sets.flatMap((set) => [...set].slice(0, 1)))];
}

const identifiers = /[\p{XID_Continue}]+/gu;

/** Identifiers counted of one text; a file with more is as striking with these. */
const most = 1000;

/**
 * The identifiers of a text, or the words of a path, that mix scripts no language writes together, each once: a letter of one alphabet in place of
 * one of another that looks the same. Prose may hold as many languages as it likes.
 */
export function mixedNames(text: string): readonly MixedName[] {
  const found = new Map<string, MixedName>();
  for (const stretch of stretches(text)) {
    for (const [name] of stretch.matchAll(identifiers)) {
      if (found.has(name)) continue;
      const mixed = scriptsMixed(name);
      if (mixed !== undefined) found.set(name, { name, scripts: mixed });
      if (found.size >= most) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Characters looked at on one side of a letter; longer words are cut. */
const longest = 200;
const beyondLatin = /[\u0370-\u{10ffff}]/gu;

/** What stands around letters beyond Latin: most of a source has none, and is passed over fast. */
function* stretches(text: string): Generator<string> {
  const letters = new RegExp(beyondLatin);
  for (let match = letters.exec(text); match !== null; match = letters.exec(text)) {
    let [start, end] = [match.index, match.index];
    while (start > 0 && match.index - start < longest && mayBeInName(text.charCodeAt(start - 1))) start -= 1;
    while (end < text.length && end - match.index < longest && mayBeInName(text.charCodeAt(end))) end += 1;
    yield text.slice(start, end);
    letters.lastIndex = Math.max(end, match.index + match[0].length);
  }
}

function mayBeInName(unit: number): boolean {
  if (unit >= 0x80) return true;
  return unit === 0x5f || (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a);
}
