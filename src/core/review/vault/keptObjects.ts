import { say } from "../../base/text.ts";
import { GitError, isGitError } from "../../git/repository/gitError.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import type { RefName } from "../../git/repository/refName.ts";
import type { Repository } from "../../git/repository/repository.ts";

/** One thing to be kept in the vault, under a name below `refs/workflow/`, until it is forgotten. A commit, or a tree. */
export interface Kept {
  readonly ref: RefName;
  readonly id: ObjectId;
}

/** What the vault has of commits and trees. */
export interface Brought {
  /** The tree of each, by its id. */
  readonly trees: ReadonlyMap<ObjectId, ObjectId>;
  /** What stands under the names of the request already. */
  readonly standing: ReadonlyMap<string, ObjectId>;
}

/** Throws `corrupt` for what was not brought. */
export function treeIn(trees: Brought["trees"], id: ObjectId): ObjectId {
  const tree = trees.get(id);
  if (tree === undefined) throw new GitError("corrupt", say`The review vault does not say what ${id} holds.`);
  return tree;
}

/** What stands under these names and those beside them, with the trees; nothing where one of the objects cannot be read. */
export async function keptObjects(vault: Repository, wanted: readonly Kept[], signal?: AbortSignal): Promise<Brought> {
  const format = "--format=%(refname)%00%(objectname)%00%(objecttype)%00%(tree)%00";
  const places = new Set(wanted.map(({ ref }) => ref.slice(0, ref.lastIndexOf("/") + 1)));
  const trees = new Map<ObjectId, ObjectId>();
  const standing = new Map<string, ObjectId>();
  try {
    const fields = nulFields(await vault.read(["for-each-ref", format, ...places], { signal })).map(({ text }) => text);
    for (let at = 0; at + 3 < fields.length; at += 4) {
      const [ref = "", id = "", type, tree = ""] = fields.slice(at, at + 4);
      const own = type === "tree" ? id : tree;
      if (!isObjectId(id)) continue;
      standing.set(ref.replace(/^\n/u, ""), id);
      if (isObjectId(own)) trees.set(id, own);
    }
  } catch (error) {
    if (!isGitError(error) || isGitError(error, "cancelled", "git-missing")) throw error;
    return { trees: new Map(), standing: new Map() };
  }
  return { trees, standing };
}
