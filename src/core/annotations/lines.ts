/** Characters of a line that are kept and compared: a generated file may be one line of a megabyte. */
export const keptLength = 1000;

/** The lines of a text, whatever ends them (LF or CRLF), each cut to what is compared. A text that ends with a line end has an empty last line. */
export function splitLines(text: string): readonly string[] {
  return text.split("\n").map((line) => {
    const end = line.endsWith("\r") ? line.length - 1 : line.length;
    return line.slice(0, Math.min(end, keptLength));
  });
}
