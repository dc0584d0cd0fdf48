/** One cell: its text decides the width, `styled` is what is printed (escape sequences have no width). */
export interface Cell {
  readonly text: string;
  readonly styled?: string;
}

export const styled = (text: string, style: (text: string) => string): Cell => ({ text, styled: style(text) });

/** A longer cell pushes its own row, not all the others. */
const widest = 48;

/** Rows with aligned columns, two spaces apart; the last column is not padded, so free text belongs there and only there. */
export function alignRows(rows: readonly (readonly Cell[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (let column = 0; column < row.length; column += 1) {
      const width = row[column]?.text.length ?? 0;
      if (width <= widest && width > (widths[column] ?? -1)) widths[column] = width;
    }
  }
  let lines = "";
  for (const row of rows) lines += `${alignRow(row, widths)}\n`;
  return lines;
}

function alignRow(row: readonly Cell[], widths: readonly number[]): string {
  let line = "";
  let width = 0;
  for (let column = 0; column < row.length; column += 1) {
    const cell = row[column];
    if (cell === undefined) continue;
    // What the cell before lacks, and the gap.
    if (column > 0) line += " ".repeat(Math.max(0, (widths[column - 1] ?? 0) - width) + 2);
    line += cell.styled ?? cell.text;
    width = cell.text.length;
  }
  return line.trimEnd();
}
