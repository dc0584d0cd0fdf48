import type { Obstacle } from "../../../core/base/obstacle.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import type { KindAction } from "./kindPresentation.ts";
import { presentationOf } from "./kinds.ts";

/**
 * What an action cannot be carried out for: `branches`, the commits of a merge, then there is no commit to move to; `edits`, what the person has in the
 * working tree, which can be put aside; `other`: its obstacles say it; `null`: nothing.
 */
export function conflictKind({
  document,
  obstacles,
}: Pick<KindAction<RequestKind>, "document"> & { readonly obstacles: readonly Obstacle[] }):
  | "branches"
  | "edits"
  | "other"
  | null {
  if (presentationOf(document.kind).isImpossible(document)) return "branches";
  if (obstacles.length === 0) return null;
  return obstacles.every(({ reason }) => reason === "edits") ? "edits" : "other";
}
