const replacement = "\uFFFD";

/**
 * How many places of a text are not UTF-8. All of them are drawn as U+FFFD, so nobody sees what stands there; a U+FFFD that the file has itself
 * does not count.
 * @param text `bytes` decoded, what is not UTF-8 replaced
 */
export function countUndecodable(bytes: Uint8Array, text: string): number {
  const drawn = text.split(replacement).length - 1;
  if (drawn === 0) return 0;
  let own = 0;
  for (let at = bytes.indexOf(0xef); at !== -1; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) own += 1;
  }
  return drawn - own;
}
