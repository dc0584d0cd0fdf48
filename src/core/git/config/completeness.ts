import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import { outputText } from "../repository/nulText.ts";
import { plainEnvironment, plainSettings } from "../repository/plainGit.ts";
import type { Repository } from "../repository/repository.ts";
import { configurationMentions } from "./mentions.ts";

/** Without one of these, the configuration has none of the keys below. */
const mention = /\[\s*include|promisor|partialclone/iu;
/** Keys that make git fetch objects from elsewhere when one is missing, with whatever program the address names. */
const partialKeys = String.raw`^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$`;

/**
 * Throws `refused` for a repository that does not hold all that its commits name, with the commands that make it whole: a shallow clone, or a partial
 * one. What lacks objects cannot be reviewed, because a review fetches nothing.
 *
 * @param directory canonical git directory that all work trees share
 */
export async function requireComplete(
  fs: Pick<FileSystem, "read" | "lstat" | "names">,
  repository: Repository,
  directory: string,
  signal?: AbortSignal,
): Promise<void> {
  if ((await fs.lstat(joinPath(directory, "shallow"))) !== undefined) {
    throw new WorkflowError(
      "refused",
      say`This repository is a shallow clone: where its history is cut, no merge can be trusted.`,
      say`Run “git fetch --unshallow” first.`,
    );
  }
  await refusePartialClone(fs, repository, directory, signal);
}

/** As `requireComplete`, for what needs the objects of the commits it names and not all of their history. */
export async function refusePartialClone(
  fs: Pick<FileSystem, "read" | "names">,
  repository: Repository,
  directory: string,
  signal?: AbortSignal,
): Promise<void> {
  const isMentioned = await configurationMentions({ commonDir: directory, gitDir: directory }, fs, mention);
  const keys = isMentioned ? await keysOfPartialClone(repository, directory, signal) : [];
  const packs = (await fs.names(joinPath(directory, "objects", "pack"))) ?? [];
  const promised = packs.find((name) => name.endsWith(".promisor"));
  const [found = promised] = keys;
  if (found === undefined) return;
  throw new WorkflowError(
    "refused",
    say`This repository is a partial clone (${found}): what it does not have would be fetched by programs it names.`,
    say`Make it whole with “${wayToComplete(keys, directory)}”, then ask again; or use a full clone.`,
  );
}

/**
 * The commands, in this order: everything is fetched while git still knows where from, without the tidying that would mark it as incomplete anew; then nothing
 * may be missing; then the settings go and the marks, which git never takes away by itself. Where one fails, nothing is lost: what a remote does not have any more
 * is still said to be missing.
 */
function wayToComplete(keys: readonly string[], directory: string): string {
  const unset = (some: readonly string[]): readonly string[] =>
    some.map((key) => `git config --unset-all ${quoted(key)}`);
  const remotes = keys.flatMap((key) => /^remote\.(.*)\.promisor$/su.exec(key)?.[1] ?? []);
  return [
    ...unset(keys.filter(isFilter)),
    ...(remotes.length === 0 ? [""] : remotes).map((remote) => {
      const from = remote === "" ? "" : ` ${quoted(remote)}`;
      return `git -c gc.auto=0 -c maintenance.auto=false fetch --refetch${from}`;
    }),
    "! git rev-list --objects --all --missing=print | grep '^?'",
    ...unset(keys.filter((key) => !isFilter(key))),
    `rm -f ${quoted(joinPath(directory, "objects", "pack"))}/*.promisor`,
  ].join(" && ");
}

function isFilter(key: string): boolean {
  return key.endsWith(".partialclonefilter");
}

/** One word of a shell: names of remotes and paths may hold anything. */
function quoted(word: string): string {
  return /^[\w./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Those of these keys that the repository's configuration has. */
async function keysOfPartialClone(
  repository: Repository,
  directory: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { stdout } = await repository
    .bare(directory, plainSettings, plainEnvironment)
    .answer(["config", "--includes", "--name-only", "--get-regexp", partialKeys], [1], { signal });
  return [...new Set(outputText(stdout).split("\n"))].filter((key) => key !== "");
}
