import { TreeElement } from "../rows/treeMirror.ts";
import type { RowTarget } from "../rows/treeRow.ts";
import type { CommandArguments } from "./commandArguments.ts";

export interface Invocation {
  readonly given: CommandArguments;
  /** The row it was invoked on. */
  readonly target: RowTarget;
}

/**
 * A command's first argument: nothing, a row of a tree, a session's id, or `CommandArguments`. Their schema is loaded when the first such object
 * comes: what a person clicks has none, and no window should wait for it at its start.
 */
export async function parseInvocation(argument: unknown): Promise<Invocation> {
  if (argument === undefined || argument === null) return { given: {}, target: {} };
  if (argument instanceof TreeElement) return { given: {}, target: argument.row.target };
  if (typeof argument === "string") return { given: { session: argument }, target: {} };
  const { parseArguments } = await import("./commandArguments.ts");
  return { given: parseArguments(argument), target: {} };
}
