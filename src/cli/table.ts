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
  let end = row.length;
  while (end > 0 && row[end - 1]?.text.trimEnd() === "") end -= 1;
  let line = "";
  let width = 0;
  for (let column = 0; column < end; column += 1) {
    const cell = row[column];
    if (cell === undefined) continue;
    // What the cell before lacks, and the gap.
    if (column > 0) line += blanks(Math.max(0, (widths[column - 1] ?? 0) - width) + 2);
    line += cell.styled ?? cell.text;
    width = cell.text.length;
  }
  // Asked of the cell, because a line made of pieces is copied for the question.
  return row[end - 1]?.text.endsWith(" ") === true ? line.trimEnd() : line;
}

const made: string[] = [];

/** So many blanks, made once: a list of thousands of sessions needs the same few again and again. */
function blanks(count: number): string {
  return (made[count] ??= " ".repeat(count));
}
