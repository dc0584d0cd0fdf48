/** Characters of foreign text that a hover, an item or a message shows; drawing a megabyte would hold everything else up. */
export const excerptLength = 2000;

/** The beginning of a long text with `…`; counted in UTF-16 units, no pair is split. */
export function shortened(text: string, most = excerptLength): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  return `${/[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut}…`;
}
