import { isAttributesFile } from "../../git/config/attributes.ts";
import { diffTrees, type PathChange } from "../../git/objects/treeDiff.ts";
import { pick, readEntries, type FileEntries } from "../../git/objects/fileEntries.ts";
import type { PlannedState } from "./restoreTarget.ts";
import type { TakeContext } from "../tree/takeContext.ts";

/**
 * All files of attributes of the target, where those that hold for what changes are others now; else `undefined`. `changes`: those of the chosen
 * paths, or all.
 */
export async function targetAttributes(
  { repository }: TakeContext,
  current: PlannedState,
  target: PlannedState,
  { changes, chosen }: { readonly changes: readonly PathChange[]; readonly chosen: readonly string[] },
  signal?: AbortSignal,
): Promise<FileEntries | undefined> {
  const paths = [...new Set(chosen.flatMap(above))];
  const others = paths.length === 0 ? [] : await diffTrees(repository, current.tree, target.tree, { paths, signal });
  if (![...others, ...changes].some(({ path }) => isAttributesFile(path))) return undefined;
  return pick(await readEntries(repository, target.tree, signal), { has: isAttributesFile });
}

/** Where attributes of a path may stand, but for those inside it. */
function above(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, at) => `${parts.slice(0, at + 1).join("/")}/`)].map(
    (inside) => `${inside}.gitattributes`,
  );
}
