import { asWorkflowError } from "../../base/errors.ts";
import { isAbandoned, longestWork } from "../../base/announcedWork.ts";
import type { Clock, FileSystem, Logger, Processes, Random } from "../../base/ports.ts";
import { ageOf } from "../../files/fileAge.ts";
import { encodeText, parseJsonObject } from "../../files/jsonBytes.ts";
import { joinPath } from "../../files/paths.ts";
import { plainEnvironment, plainSettings } from "../../git/repository/plainGit.ts";
import type { ObjectFormat, ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";

export interface CheckoutParts {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: Processes;
  readonly logger: Logger;
  /**
   * Makes the directory for them and says where it is. Only its user writes there and in what it lies in: tools look upwards for what they load, and whoever
   * could put something there would decide how a check ends.
   */
  readonly checkouts: () => Promise<string>;
}

/** Begins the names of our directories there. */
const prefix = "workflow-sessions-check-";
const ownerFile = "owner.json";
const ownerBytes = 4096;

/**
 * Works in a checkout of one commit that is made for this and gone afterwards: a repository of its own whose HEAD is the commit, detached, with copies of its
 * objects. It has no history, no remote, no hooks, and nothing of the person's repository: neither configuration nor a way to its objects. Attributes of
 * the commit can name filters, but nothing says what these start.
 *
 * @param vault holds the commit whole
 */
export async function inCleanCheckout<T>(
  parts: CheckoutParts,
  vault: Repository,
  commit: ObjectId,
  work: (directory: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { fs, random } = parts;
  const directory = joinPath(await parts.checkouts(), `${prefix}${random.hex(8)}`);
  if (!(await fs.makeDirectory(directory, { own: true }))) return inCleanCheckout(parts, vault, commit, work, signal);
  try {
    await fs.createExclusive(joinPath(directory, ownerFile), owner(parts));
    const tree = joinPath(directory, "tree");
    await checkOut(fs, vault, commit, tree, signal);
    return await work(tree);
  } finally {
    await discard(parts, directory);
  }
}

/** Removes what processes have left that are gone. */
export async function removeLeftCheckouts(parts: CheckoutParts): Promise<void> {
  const { fs } = parts;
  const checkouts = await parts.checkouts();
  for (const name of (await fs.names(checkouts)) ?? []) {
    if (!name.startsWith(prefix)) continue;
    const directory = joinPath(checkouts, name);
    if (await isLeft(parts, directory)) await discard(parts, directory);
  }
}

async function checkOut(
  fs: FileSystem,
  vault: Repository,
  commit: ObjectId,
  root: string,
  signal?: AbortSignal,
): Promise<void> {
  const { gitDir: source, format } = vault.paths;
  const gitDir = joinPath(root, ".git");
  await fs.makeDirectory(root);
  await makeGitDirectory(fs, gitDir, format, commit);
  const fresh = vault.bare(gitDir, plainSettings, plainEnvironment).at({ root, gitDir, commonDir: gitDir, format });
  await fresh.write(["pack-objects", "--revs", "--quiet", joinPath(gitDir, "objects/pack/pack")], {
    stdin: encodeText(`${commit}\n`),
    env: { GIT_ALTERNATE_OBJECT_DIRECTORIES: joinPath(source, "objects") },
    signal,
  });
  await fresh.write(["read-tree", "-u", "--reset", commit], { signal });
}

async function makeGitDirectory(fs: FileSystem, gitDir: string, format: ObjectFormat, commit: ObjectId): Promise<void> {
  for (const part of ["", "refs", "refs/heads", "objects", "objects/pack"]) {
    await fs.makeDirectory(part === "" ? gitDir : joinPath(gitDir, part));
  }
  const version = `[core]\n\trepositoryformatversion = ${format === "sha1" ? 0 : 1}\n\tbare = false\n`;
  const config = format === "sha1" ? version : `${version}[extensions]\n\tobjectformat = ${format}\n`;
  for (const [name, text] of [
    ["HEAD", `${commit}\n`],
    // Its parents are not there.
    ["shallow", `${commit}\n`],
    ["config", config],
  ] as const) {
    await fs.createExclusive(joinPath(gitDir, name), encodeText(text));
  }
}

function owner({ processes, clock }: CheckoutParts): Uint8Array {
  return encodeText(`${JSON.stringify({ host: processes.host, process: processes.pid, since: clock.now() })}\n`);
}

/** What says nothing of its owner is left for as long as any work may take. */
async function isLeft(parts: CheckoutParts, directory: string): Promise<boolean> {
  const { fs, clock } = parts;
  try {
    const stat = await fs.lstat(directory);
    if (stat?.kind !== "directory") return false;
    const bytes = await fs.read(joinPath(directory, ownerFile), ownerBytes);
    const json = bytes && parseJsonObject(bytes);
    if (json?.ok !== true) return ageOf(stat, clock) > longestWork;
    const { host, process, since } = json.value;
    if (typeof host !== "string" || typeof process !== "number" || typeof since !== "number") return false;
    return isAbandoned({ host, process, since }, true, parts);
  } catch {
    return false;
  }
}

/** What cannot be removed now, another run removes. */
async function discard({ fs, logger }: CheckoutParts, directory: string): Promise<void> {
  try {
    await fs.removeTree(directory);
  } catch (error) {
    logger.warn(`A checkout that was checked is still there: ${directory}: ${asWorkflowError(error).message}`);
  }
}
