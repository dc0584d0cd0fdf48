/** One cell: its text decides the width, `styled` is what is printed (escape sequences have no width). */
export interface Cell {
  readonly text: string;
  readonly styled?: string;
}

export const styled = (text: string, style: (text: string) => string): Cell => ({ text, styled: style(text) });

/** A longer cell pushes its own row, not all the others. */
const widest = 48;

/** Rows with aligned columns, two spaces apart; the last column is not padded, so free text belongs there and only there. `most`: columns a line may have. */
export function alignRows(rows: readonly (readonly Cell[])[], most = Number.POSITIVE_INFINITY): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (let column = 0; column < row.length; column += 1) {
      const width = row[column]?.text.length ?? 0;
      if (width <= widest && width > (widths[column] ?? -1)) widths[column] = width;
    }
  }
  let lines = "";
  for (const row of rows) lines += `${alignRow(row, widths, most)}\n`;
  return lines;
}

function alignRow(row: readonly Cell[], widths: readonly number[], most: number): string {
  let line = "";
  let width = 0;
  let room = most;
  for (let column = 0; column < row.length; column += 1) {
    const cell = row[column];
    if (cell === undefined) continue;
    // What the cell before lacks, and the gap.
    const gap = column === 0 ? 0 : Math.max(0, (widths[column - 1] ?? 0) - width) + 2;
    line += " ".repeat(gap);
    room -= gap;
    width = cell.text.length;
    if (width > room) return `${line}${cell.text.slice(0, Math.max(0, room - 1)).toWellFormed()}…`;
    line += cell.styled ?? cell.text;
    room -= width;
  }
  return line.trimEnd();
}
