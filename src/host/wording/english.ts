/**
 * Whether a number is written in English as it stands, so that `Intl` need not be asked. The first number `Intl` writes makes a process look through
 * the data of every language, which takes 16 ms, and the first rows of a window would wait for that. What is written without it is the same (a
 * test holds it against `Intl`).
 */
export function isPlainEnglish(count: number, language: string): boolean {
  return count < 1000 && (language === "en" || language === "en-us");
}

/** How many there are, as a language writes it: `12,345`. */
export function countText(count: number, language: string): string {
  return isPlainEnglish(count, language) ? String(count) : new Intl.NumberFormat(language).format(count);
}
