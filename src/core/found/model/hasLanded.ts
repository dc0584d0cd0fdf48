import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { nulFields, outputText } from "../../git/repository/nulText.ts";
import { diffTrees, type PathChange, treeDiffArguments } from "../../git/objects/treeDiff.ts";
import { isTakenBack } from "./isTakenBack.ts";

/** Commits of the base that are looked at, and characters of paths that one command line takes everywhere. */
const [mostCommits, mostCharacters] = [500, 16_000];

/**
 * Whether the base had, at some commit since the two parted, every file that the head has changed just as the head has it, and has not taken all of it
 * back (isTakenBack.ts): that is what a squash, a rebase or a cherry-pick of all of it leaves, whatever else the base did to the files afterwards. A merge
 * would tell more (core/git/merge/findLanding.ts), but writes objects, and this is for looks that write nothing at all. False where it cannot be told.
 * @param from where the two parted
 */
export async function hasLanded(
  repository: Repository,
  { from, base, head }: { readonly from: ObjectId; readonly base: ObjectId; readonly head: ObjectId },
  signal?: AbortSignal,
): Promise<boolean> {
  const own = await diffTrees(repository, from, head, { signal });
  const paths = own.map(({ path }) => path);
  if (own.length === 0 || own.some(({ exact }) => !exact)) return false;
  if (paths.reduce((sum, path) => sum + path.length + 1, 0) > mostCharacters) return false;
  const walk = ["rev-list", "--first-parent", "--reverse", `--max-count=${mostCommits}`, base, `^${from}`, "--"];
  const commits = outputText(await repository.read([...walk, ...paths], { signal }));
  if (commits === "") return false;
  const compare = [...treeDiffArguments, "--stdin", "--diff-merges=first-parent", "--", ...paths];
  const stdin = new TextEncoder().encode(`${commits}\n`);
  const env = { GIT_INDEX_FILE: repository.ownFile("no-index") };
  const history = parseHistory(await repository.read(compare, { env, stdin, signal }));
  return passesThrough(history, own) && !(await isTakenBack(repository, { from, base, head }, paths, signal));
}

/** A file as a commit leaves it: its mode and the id of its content, both zeros where it is gone. */
interface FileState {
  readonly path: string;
  readonly state: string;
}

/** `diff-tree --stdin -z --raw` of commits: `commit NUL`, then `:modes ids status NUL path NUL` of each file. What is anything else ends the last commit. */
export function parseHistory(output: Uint8Array): readonly (readonly FileState[])[] {
  const fields = nulFields(output);
  const commits: FileState[][] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const [, mode, id] = /^:\d{6} (\d{6}) [0-9a-f]+ ([0-9a-f]+) [A-Z]$/u.exec(fields[at]?.text ?? "") ?? [];
    if (mode === undefined || id === undefined) {
      commits.push([]);
      continue;
    }
    at += 1;
    commits.at(-1)?.push({ path: fields[at]?.text ?? "", state: `${mode} ${id}` });
  }
  return commits;
}

/** Whether after some commit all files stand as these changes leave them. */
export function passesThrough(
  history: readonly (readonly FileState[])[],
  wanted: readonly Pick<PathChange, "path" | "newMode" | "newId">[],
): boolean {
  const ends = new Map(wanted.map(({ path, newMode, newId }) => [path, `${newMode} ${newId}`]));
  const missing = new Set(ends.keys());
  for (const commit of history) {
    for (const { path, state } of commit) {
      if (ends.get(path) === state) missing.delete(path);
      else if (ends.has(path)) missing.add(path);
    }
    if (missing.size === 0) return true;
  }
  return false;
}
