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
    row.forEach((cell, column) => {
      const width = cell.text.length > widest ? 0 : cell.text.length;
      widths[column] = Math.max(widths[column] ?? 0, width);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const padding = column === row.length - 1 ? 0 : (widths[column] ?? 0) - cell.text.length;
          return (cell.styled ?? cell.text) + " ".repeat(Math.max(0, padding));
        })
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}
