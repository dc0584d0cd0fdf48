import { isAttributesFile } from "../git/attributes.ts";
import { diffTrees } from "../git/treeDiff.ts";
import { pick } from "./byteChanges.ts";
import { readEntries, type FileEntries } from "./fileEntries.ts";
import type { PlannedState } from "./restorePlan.ts";
import type { TakeContext } from "./takeCheckpoint.ts";

/** All files of attributes of the target, where those that hold for these paths from above are not as they are now; else `undefined`. */
export async function attributesAbove(
  { repository }: TakeContext,
  current: PlannedState,
  target: PlannedState,
  chosen: readonly string[],
  signal?: AbortSignal,
): Promise<FileEntries | undefined> {
  const paths = [...new Set(chosen.flatMap(above))];
  if (paths.length === 0) return undefined;
  const changes = await diffTrees(repository, current.tree, target.tree, { paths, signal });
  if (changes.length === 0) return undefined;
  return pick(await readEntries(repository, target.tree, signal), { has: isAttributesFile });
}

/** Where attributes of a path may stand, but for those inside it. */
function above(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, at) => `${parts.slice(0, at + 1).join("/")}/`)].map(
    (inside) => `${inside}.gitattributes`,
  );
}
