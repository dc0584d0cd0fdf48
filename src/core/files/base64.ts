/** Bytes given to one call as arguments; engines have limits. */
const piece = 0x8000;

/** Bytes as standard base64, padded. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += piece) {
    binary += String.fromCharCode(...bytes.subarray(start, start + piece));
  }
  return btoa(binary);
}
