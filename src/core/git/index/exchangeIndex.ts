import { say } from "../../base/text.ts";
import { GitError, isGitError } from "../repository/gitError.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";
import { indexTree } from "./indexTree.ts";
import { copyUserIndex, indexSignature, scratchPath, type PrivateIndexContext } from "./privateIndex.ts";

/** A state of the user's index that somebody has read already. */
export interface KnownIndex {
  /** `indexSignature` of then. */
  readonly stamp: string | undefined;
  /** `undefined`: it holds unresolved conflicts. */
  readonly tree: ObjectId | undefined;
}

/**
 * Exchanges the user's index for a tree, if it still is the tree `from`; a change made meanwhile wins, and the answer is false. git makes the new
 * index beside, then it is moved into place under `index.lock`, which says whose it is: `releaseIndex` can so remove it after a kill. Throws `locked` while
 * somebody else holds the index. `known`: what its tree was, which is asked anew only where the file is another one since.
 */
export async function exchangeIndex(
  context: PrivateIndexContext,
  owner: ObjectId,
  { from, to, known }: { readonly from: ObjectId; readonly to: ObjectId; readonly known?: KnownIndex | undefined },
  signal?: AbortSignal,
): Promise<boolean> {
  const { repository, fs } = context;
  const scratch = scratchPath(context);
  const options = { env: { GIT_INDEX_FILE: scratch }, signal };
  const [index, lock] = [repository.ownFile("index"), repository.ownFile("index.lock")];
  try {
    const signature = await indexSignature(context);
    await copyUserIndex(context, scratch);
    const tree = known?.stamp === signature ? known.tree : await indexTree(repository, scratch, signal);
    if (tree !== from) return false;
    if (from === to) return true;
    await readTree(repository, from, to, options);
    if (!(await fs.createExclusive(lock, ownerText(owner)))) throw heldByAnother();
    try {
      if ((await indexSignature(context)) !== signature) throw heldByAnother();
      await fs.rename(scratch, index);
    } finally {
      await fs.remove(lock);
    }
    return true;
  } finally {
    await fs.remove(scratch);
    await fs.remove(`${scratch}.lock`);
  }
}

/** From one tree to the other, so that entries neither of them can hold stay (files announced with `git add --intent-to-add`). */
async function readTree(repository: Repository, from: ObjectId, to: ObjectId, options: CommandOptions): Promise<void> {
  try {
    await repository.write(["read-tree", "-i", "-m", from, to], options);
  } catch (error) {
    if (!isGitError(error, "would-overwrite")) throw error; // An announced file that comes now.
    await repository.write(["read-tree", "--reset", to], options);
  }
}

/** Removes the `index.lock` that a killed `exchangeIndex` of this owner left. */
export async function releaseIndex({ repository, fs }: PrivateIndexContext, owner: ObjectId): Promise<void> {
  const lock = repository.ownFile("index.lock");
  const stat = await fs.lstat(lock);
  const expected = ownerText(owner);
  if (stat?.kind !== "file" || stat.size > expected.length) return;
  const text = await fs.read(lock, expected.length);
  // A part of it is ours too: git's own lock begins with “DIRC”, and an empty one does not say whose it is.
  if (text !== undefined && text.length > 0 && text.every((byte, at) => byte === expected[at])) await fs.remove(lock);
}

function ownerText(owner: ObjectId): Uint8Array {
  return new TextEncoder().encode(`workflow-sessions ${owner}\n`);
}

function heldByAnother(): GitError {
  return new GitError("locked", say`Another git process is changing the index.`);
}
