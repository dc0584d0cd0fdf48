import { pairRenames, type Renames } from "../../git/objects/pairRenames.ts";
import type { PathChange } from "../../git/objects/treeDiff.ts";

/** One file on its way into the list; its lines come later, from the slowest of the processes. */
export interface Draft {
  readonly change: PathChange;
  /** Bytes; `null`: no such side, or a submodule. */
  readonly oldSize: number | null;
  readonly newSize: number | null;
}

/** One row of a proposal: a path that differs, or both paths of a renamed file with the modes and contents of both. */
export interface PairedDraft extends Omit<Draft, "change"> {
  readonly change: Omit<PathChange, "status"> & { readonly status: PathChange["status"] | "renamed" };
  /** The path it had before, of a renamed file. */
  readonly oldPath: string | null;
}

/**
 * The drafts with each deletion and addition that belong together as one, in the place of the addition. What is no such pair, and files without
 * content, which are all alike, stay as they are: everything of the listing is in exactly one row, with its modes and contents.
 */
export function pairedDrafts(drafts: readonly Draft[], renames: Renames): readonly PairedDraft[] {
  const draftOf = new Map(drafts.map((draft) => [draft.change, draft]));
  const formers = new Map<Draft, Draft>();
  for (const [change, before] of pairRenames([...draftOf.keys()], renames)) {
    const [draft, former] = [draftOf.get(change), draftOf.get(before)];
    if (draft === undefined || former === undefined || draft.newSize === 0 || former.oldSize === 0) continue;
    formers.set(draft, former);
  }
  const taken = new Set(formers.values());
  return drafts.flatMap((draft): readonly PairedDraft[] => {
    if (taken.has(draft)) return [];
    const former = formers.get(draft);
    if (former === undefined) return [{ ...draft, oldPath: null }];
    const { change, newSize } = draft;
    const { path: oldPath, oldMode, oldId, exact } = former.change;
    const renamed = { ...change, oldMode, oldId, exact: change.exact && exact, status: "renamed" as const };
    return [{ change: renamed, oldSize: former.oldSize, newSize, oldPath }];
  });
}
