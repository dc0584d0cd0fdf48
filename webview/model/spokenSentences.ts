/** What a screen reader says at once: each part ends as a sentence, whether it came with its full stop or without. */
export function spokenSentences(parts: readonly string[]): string {
  return parts.map((part) => (/[.!?…:]$/u.test(part) ? part : `${part}.`)).join(" ");
}
