import type { RequestKind } from "../../../core/gate/requestKind.ts";
import type { KindAction } from "./kindPresentation.ts";
import { presentationOf } from "./kinds.ts";

/**
 * What an action conflicts with: `branches`, the commits of a merge, then there is no commit to move to; `edits`, what the person has in the
 * working tree, which can be put aside; `null`: nothing.
 */
export function conflictKind({
  document,
  conflicts,
}: Pick<KindAction<RequestKind>, "document" | "conflicts">): "branches" | "edits" | null {
  if (presentationOf(document.kind).isImpossible(document)) return "branches";
  return conflicts.length === 0 ? null : "edits";
}
