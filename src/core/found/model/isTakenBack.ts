import { diffTrees, treeDiffArguments } from "../../git/objects/treeDiff.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";

/** What differs in one file from one commit to another. */
interface FilePatch {
  /** Of the file itself, such as that it is new or has another mode. */
  readonly about: ReadonlySet<string>;
  /** Each with where it is in the file as it was and all its lines; a file that is no text is one whole. */
  readonly hunks: ReadonlySet<string>;
}

/**
 * Whether a base that had all the work once has none of it any more, as after a revert: undoing the work there would change nothing, whatever else has
 * happened to the files. As a merge would judge it (core/git/merge/findLanding.ts), but without writing anything.
 * @param from where the two parted
 * @param paths of all files the work has changed
 */
export async function isTakenBack(
  repository: Repository,
  { from, base, head }: { readonly from: ObjectId; readonly base: ObjectId; readonly head: ObjectId },
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<boolean> {
  const others = (await diffTrees(repository, from, base, { paths, signal })).map(({ path }) => path);
  // A file that is as it was before the work has nothing of it.
  if (others.length === 0) return true;
  const changesTo = async (to: ObjectId): Promise<ReadonlyMap<string, FilePatch>> =>
    readPatches(repository, head, to, others, signal);
  const [undoing, since] = await Promise.all([changesTo(from), changesTo(base)]);
  return [...undoing].every(([file, one]) => isDone(one, since.get(file)));
}

const isNew = (line: string): boolean => line.startsWith("new file mode ");

const isAmong = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((one) => all.has(one));

/** Whether all that undoing a file's work would do is among what the base has done to the file since. */
function isDone(undoing: FilePatch, since: FilePatch | undefined): boolean {
  if (since === undefined) return false;
  // The work was to delete it, and it is there.
  if ([...undoing.about].some(isNew) && [...since.about].some(isNew)) return true;
  return isAmong(undoing.about, since.about) && isAmong(undoing.hunks, since.hunks);
}

async function readPatches(
  repository: Repository,
  head: ObjectId,
  to: ObjectId,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, FilePatch>> {
  const [command = "", ...listing] = treeDiffArguments.filter((argument) => argument !== "-z" && argument !== "--raw");
  const shape = ["--patch", "--unified=0", "--inter-hunk-context=0", "--no-textconv", "--full-index", "--no-color"];
  const env = { GIT_INDEX_FILE: repository.ownFile("no-index") };
  const args = [command, ...listing, ...shape, "--diff-algorithm=myers", head, to, "--", ...paths];
  return parsePatches(await repository.read(args, { env, signal }));
}

const modeLine = /^(?:old mode|new mode|new file mode|deleted file mode) /u;

/** `git diff-tree --patch --full-index`, by the line that begins each file; no line of a file's content begins as one of git's own. */
export function parsePatches(output: Uint8Array): ReadonlyMap<string, FilePatch> {
  const files = new Map<string, { about: Set<string>; hunks: Set<string> }>();
  // Every byte is kept apart.
  const text = new TextDecoder("latin1").decode(output);
  for (const section of text.split(/(?<![^\n])(?=diff --git )/u)) {
    const [header = "", ...hunks] = section.split(/(?<![^\n])@@ -/u);
    const [name = "", ...lines] = header.split("\n");
    if (!name.startsWith("diff --git ")) continue;
    // A file that became a link is two sections.
    const file = files.get(name) ?? { about: new Set<string>(), hunks: new Set<string>() };
    for (const line of lines) {
      if (modeLine.test(line)) file.about.add(line);
    }
    const whole = lines.find((line) => line.startsWith("index "));
    if (hunks.length === 0 && whole !== undefined) file.hunks.add(whole);
    for (const hunk of hunks) file.hunks.add(asHunk(hunk));
    files.set(name, file);
  }
  return files;
}

/** Without where it is in the file as it became, which depends on what else has changed there. */
function asHunk(hunk: string): string {
  const [place = "", ...lines] = hunk.split("\n");
  return [place.slice(0, place.indexOf(" ")), ...lines].join("\n");
}
