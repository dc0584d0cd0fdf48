import { outputText } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { joinPath } from "../../files/paths.ts";
import type { RefContext } from "../../git/refs/privateRefs.ts";

/** What holds objects besides refs, reflogs, HEAD and indexes, in the git directories of all work trees. */
export interface AlsoHeld {
  /** An operation in progress that git's own clean-up does not know, as a path below the common git directory; `undefined`: nothing. */
  readonly waitsFor: string | undefined;
  readonly roots: readonly ObjectId[];
}

/**
 * A commit whose editor is open keeps its new index as a lock; a merge, rebase, cherry-pick, revert or bisect keeps what it goes back to,
 * the autostash first of all, in files of its own.
 */
const underWay =
  /^(?:.*\.lock|MERGE_HEAD|MERGE_AUTOSTASH|CHERRY_PICK_HEAD|REVERT_HEAD|BISECT_(?:LOG|START)|rebase-(?:merge|apply)|sequencer)$/u;
/** Files that name commits, one at the start of each line: `ORIG_HEAD`, `FETCH_HEAD` and what other tools make of the kind. */
const pseudoRef = /^[A-Z][A-Z_]*_HEAD$/u;
/** A `FETCH_HEAD` has a line for every branch of the other side. */
const mostBytes = 16 * 1024 * 1024;

export async function alsoHeld(context: RefContext, signal?: AbortSignal): Promise<AlsoHeld> {
  const { fs, repository } = context;
  const { commonDir } = repository.paths;
  const worktrees = (await fs.names(joinPath(commonDir, "worktrees"))) ?? [];
  const named = new Set<string>();
  for (const place of [[], ...worktrees.map((name) => ["worktrees", name])]) {
    const names = (await fs.names(joinPath(commonDir, ...place))) ?? [];
    const standing = names.find((name) => underWay.test(name));
    if (standing !== undefined) return { waitsFor: [...place, standing].join("/"), roots: [] };
    for (const name of names.filter((one) => pseudoRef.test(one))) {
      const content = (await fs.read(joinPath(commonDir, ...place, name), mostBytes)) ?? new Uint8Array();
      for (const line of outputText(content).split("\n")) named.add(line.split(/\s/u, 1)[0] ?? "");
    }
  }
  return { waitsFor: undefined, roots: await existing(context, [...named].filter(isObjectId), signal) };
}

/** `git prune` refuses a root that does not exist. */
async function existing(
  { repository }: RefContext,
  ids: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<readonly ObjectId[]> {
  if (ids.length === 0) return [];
  const stdin = new TextEncoder().encode(ids.map((id) => `${id}\n`).join(""));
  const output = await repository.text(["cat-file", "--batch-check=%(objectname)"], { stdin, signal });
  return output.split("\n").filter(isObjectId);
}
