/** One row of any tree, as a person reads it. */
export interface ReadableRow {
  readonly label: string;
  readonly description: string;
  /** A codicon's name; empty without one. */
  readonly icon: string;
  readonly expand: "never" | "collapsed" | "expanded";
}

const signs = { never: " ", collapsed: "▸", expanded: "▾" } as const;

/**
 * A tree as text: `▸ [circle-outline] WFS-oauth (PLAN · 3 min)`, two spaces for each level. Children of collapsed rows are left out
 * unless `unfold` says otherwise.
 */
export async function treeText<T>(
  roots: readonly T[],
  read: (row: T) => ReadableRow,
  children: (row: T) => Promise<readonly T[]>,
  unfold: (row: T) => boolean = () => false,
  indent = "",
): Promise<string> {
  const lines: string[] = [];
  for (const row of roots) {
    const { label, description, icon, expand } = read(row);
    const open = expand !== "never" && (expand === "expanded" || unfold(row));
    const sign = signs[open ? "expanded" : expand];
    const parts = [sign, icon === "" ? "" : `[${icon}]`, label, description === "" ? "" : `(${description})`];
    lines.push(indent + parts.filter((part) => part !== "").join(" "));
    if (open) lines.push(await treeText(await children(row), read, children, unfold, `${indent}  `));
  }
  return lines.filter((line) => line !== "").join("\n");
}
