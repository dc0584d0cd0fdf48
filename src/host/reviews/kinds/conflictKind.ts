import type { PreparedAction } from "../../../core/review/gate.ts";

/**
 * What an action conflicts with: `branches`, the commits of a merge, then there is no commit to move to and the document names the fork's own;
 * `edits`, what the person has in the working tree, which can be put aside; `null`: nothing.
 */
export function conflictKind(action: Pick<PreparedAction, "document" | "conflicts">): "branches" | "edits" | null {
  const { document, conflicts } = action;
  if (document.kind === "merge" && document.result === document.source.commit) return "branches";
  return conflicts.length === 0 ? null : "edits";
}
