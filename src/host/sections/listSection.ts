import { contextValues } from "../manifest/contributions.ts";
import type { TreeRow } from "../rows/treeRow.ts";

/** What a section says of itself, the rows of what it lists, and the row for what it leaves out. */
export interface ListSection extends Pick<TreeRow, "id" | "label" | "spoken" | "icon" | "expand" | "target"> {
  /** How many there are, with those that are left out. */
  readonly count: number;
  readonly rows: readonly TreeRow[];
  /** Says how many are left out, and opens where they are. */
  readonly rest?: Pick<TreeRow, "label" | "command"> | undefined;
}

/** The row of a section that lists things of a session. */
export function listSection({ count, rows, rest, ...section }: ListSection): TreeRow {
  const { id, target } = section;
  const last: readonly TreeRow[] =
    rest === undefined
      ? []
      : [
          {
            ...rest,
            id: `${id}/rest`,
            spoken: rest.label,
            contextValue: contextValues.note,
            expand: "never",
            target,
          },
        ];
  return {
    ...section,
    description: String(count),
    contextValue: contextValues.section,
    children: () => Promise.resolve([...rows, ...last]),
  };
}
