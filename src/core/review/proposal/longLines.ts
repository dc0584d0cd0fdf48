import { longestShownLine } from "./proposal.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const [feed, carriageReturn] = [0x0a, 0x0d];

/** How many lines of a text are longer than a page shows unasked; a line ends with LF, and a CR before it belongs to the end. */
export function countLongLines(bytes: Uint8Array): number {
  let count = 0;
  for (let from = 0; bytes.length - from > longestShownLine;) {
    const at = bytes.indexOf(feed, from);
    const end = at === -1 ? bytes.length : at;
    if (end - from > longestShownLine) {
      const cut = at > from && bytes[end - 1] === carriageReturn ? end - 1 : end;
      if (decoder.decode(bytes.subarray(from, cut)).length > longestShownLine) count += 1;
    }
    if (at === -1) break;
    from = at + 1;
  }
  return count;
}
