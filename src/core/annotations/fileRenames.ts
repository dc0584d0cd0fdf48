import { say } from "../base/text.ts";
import { findRenames, renameDetection } from "../git/objects/renamedFiles.ts";
import { GitError } from "../git/repository/gitError.ts";
import { nulFields } from "../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../git/repository/objectId.ts";
import type { Repository } from "../git/repository/repository.ts";

/** Where a file that had this path at any time of a work is now; a file that was never renamed keeps its path. */
export type FollowFile = (path: string) => string;

/** What one commit did to names. */
export interface RenameStep {
  /** New paths by former ones. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly added: ReadonlySet<string>;
}

/** Commits that are looked at, the newest. */
const most = 1000;

/** Follows files through the commits of a work, and where these do not know a name, from its beginning to its end at once. */
export async function readFileRenames(
  repository: Repository,
  { base, head }: { readonly base: ObjectId; readonly head: ObjectId },
  signal?: AbortSignal,
): Promise<FollowFile> {
  if (base === head) return (path) => path;
  const range = ["rev-list", "--first-parent", "--reverse", `--max-count=${most}`, head, `^${base}`, "--"];
  const stdin = await repository.read(range, { signal });
  const names = ["diff-tree", "--stdin", "-r", "-z", "--name-status", ...renameDetection, "--diff-filter=RA"];
  const output = await repository.read([...names, "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"], {
    stdin,
    signal,
  });
  const ends = await findRenames(repository, base, head, signal);
  return followThrough(parseRenameSteps(output), new Map([...ends].map(([path, former]) => [former, path])));
}

/** A path added again after its file was renamed stays: it is what has the name now. */
export function followThrough(steps: readonly RenameStep[], fromEndToEnd: ReadonlyMap<string, string>): FollowFile {
  return (path) => {
    let now = path;
    for (const { renamed, added } of steps) now = added.has(path) ? path : (renamed.get(now) ?? now);
    return now === path ? (fromEndToEnd.get(path) ?? path) : now;
  };
}

/** Commits one after the other: the id, then `A NUL path NUL` and `R100 NUL former NUL new NUL` for each name. */
export function parseRenameSteps(output: Uint8Array): readonly RenameStep[] {
  const fields = nulFields(output).map(({ text }) => text);
  const steps: { renamed: Map<string, string>; added: Set<string> }[] = [];
  for (let at = 0; at < fields.length;) {
    const [field = "", one, other] = fields.slice(at, at + 3);
    const step = steps.at(-1);
    if (isObjectId(field)) {
      steps.push({ renamed: new Map(), added: new Set() });
      at += 1;
    } else if (step !== undefined && field === "A" && one !== undefined) {
      step.added.add(one);
      at += 2;
    } else if (step !== undefined && /^R\d+$/u.test(field) && one !== undefined && other !== undefined) {
      step.renamed.set(one, other);
      at += 3;
    } else throw new GitError("corrupt", say`git's list of renames cannot be read at “${field.slice(0, 80)}”.`);
  }
  return steps;
}
