/** `composed`: an accent is part of its letter; `decomposed`: it follows as a character of its own. */
export type UnicodeForm = "composed" | "decomposed" | "both";

/** The forms of two texts that differ in nothing else and look the same; `undefined`: they differ in more, or not at all. */
export function formChange(
  before: string | null,
  after: string | null,
): { readonly from: UnicodeForm; readonly to: UnicodeForm } | undefined {
  if (before === null || after === null || before === after) return undefined;
  if (before.normalize("NFC") !== after.normalize("NFC")) return undefined;
  return { from: formOf(before), to: formOf(after) };
}

function formOf(text: string): UnicodeForm {
  if (text === text.normalize("NFC")) return "composed";
  return text === text.normalize("NFD") ? "decomposed" : "both";
}
