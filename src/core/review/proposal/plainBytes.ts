/**
 * Whether there are only visible ASCII characters, tabs and line feeds, as in most sources: then nothing hides, and the text need not be decoded
 * and searched. Four bytes at once, because a proposal has ten megabytes of them.
 */
export function isPlain(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return isPlainBetween(bytes, 0, bytes.length);
  const head = -bytes.byteOffset & 3;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2);
  const tail = head + words.length * 4;
  if (!isPlainBetween(bytes, 0, head) || !isPlainBetween(bytes, tail, bytes.length)) return false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? 0;
    // The lowest byte that is above 0x7f, below 0x20 or 0x7f sets its highest bit in one of the three: nothing was borrowed from it yet.
    const odd = word | (word - 0x20202020) | ((word ^ 0x7f7f7f7f) - 0x01010101);
    if ((odd & 0x80808080) !== 0 && !isPlainBetween(bytes, head + at * 4, head + at * 4 + 4)) return false;
  }
  return true;
}

function isPlainBetween(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7e || (byte < 0x20 && byte !== 0x0a && byte !== 0x09)) return false;
  }
  return true;
}
