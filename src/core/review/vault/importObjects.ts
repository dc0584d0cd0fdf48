import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { GitError, type GitErrorReason } from "../../git/repository/gitError.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { Brought } from "./keptObjects.ts";
import { vaultFetch, vaultFetchSettings } from "./vaultFetch.ts";

/**
 * How the source is read: by an `upload-pack` of the same git that believes nothing of it but objects.
 *
 * - `GIT_COMMON_DIR=.` and `--strict`: the directory named, not one its `commondir` or a `.git` inside leads to.
 * - No replaced objects (upload-pack itself never uses them), no grafts, no shallow boundary, no commit-graph: histories as their commits say they
 *   are.
 * - `GIT_ALLOW_PROTOCOL=none`: should an object be missing and the repository have become a partial clone since it was looked at, every way of
 *   fetching it is closed, whatever git's version.
 * - Ownership was checked when the person's repository was opened, with the person's own `safe.directory`, which is not read here.
 * - `uploadpack.packObjectsHook` counts only in configuration this command does not read; other keys that name programs are not used by it.
 *
 * A constant, because git gives it to a shell.
 */
const uploadPack = [
  "GIT_ALLOW_PROTOCOL=none",
  "GIT_COMMON_DIR=.",
  "GIT_GRAFT_FILE=HEAD/none",
  "GIT_NO_LAZY_FETCH=1",
  "GIT_NO_REPLACE_OBJECTS=1",
  "GIT_SHALLOW_FILE=",
  "git",
  "-c safe.directory=*",
  "-c core.commitGraph=false",
  "upload-pack --strict --timeout=600",
].join(" ");

const fetchArguments: readonly string[] = [
  ...vaultFetchSettings.flatMap((setting) => ["-c", setting]),
  ...vaultFetch,
  `--upload-pack=${uploadPack}`,
];

/**
 * Brings objects with everything they reach from the source's git directory (canonical) into the vault, hashed anew; no ref is written, nothing
 * is shared with the source. Answers with their trees. Throws `conflict` when the source does not (or no longer) have them whole and true.
 */
export async function importObjects(
  vault: Repository,
  sourceDirectory: string,
  ids: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<Brought["trees"]> {
  try {
    await vault.write([...fetchArguments, "--", fileUrl(sourceDirectory), ...new Set(ids)], { signal });
  } catch (error) {
    throw explained(error);
  }
  const found = await resolveObjects(vault, ids.map(treeOf), signal);
  const trees = new Map<ObjectId, ObjectId>();
  for (const id of ids) {
    const tree = found.get(treeOf(id));
    if (tree === undefined) throw untrue(new GitError("unknown-object", say`${id} did not arrive.`));
    trees.set(id, tree);
  }
  return trees;
}

/** How git is asked for the tree of a commit, or for a tree. */
function treeOf(id: ObjectId): string {
  return `${id}^{tree}`;
}

/** `file://` with everything but plain characters escaped: git decodes it. */
function fileUrl(path: string): string {
  const absolute = path.startsWith("/") ? path : `/${path}`;
  return `file://${absolute.split("/").map(encodeURIComponent).join("/").replace(/%3A/gu, ":")}`;
}

const refused =
  /not our ref|did not receive expected object|did not send all necessary objects|upload-pack: |index-pack failed|unpack-objects failed|bad pack header|remote end hung up|not a git repository|does not appear to be a git repository|fsck error|error in object/u;

const environmental: readonly GitErrorReason[] = [
  "cancelled",
  "no-space",
  "read-only",
  "not-permitted",
  "too-many-open",
  "locked",
];

/** Failures of the system (full disk, cancelled …) stay what they are; whatever the source caused says so. */
function explained(error: unknown): unknown {
  if (!(error instanceof GitError)) return error;
  if (environmental.includes(error.reason)) return error;
  return refused.test(error.stderr) || error.reason === "unknown-object" || error.reason === "corrupt"
    ? untrue(error)
    : error;
}

function untrue(error: GitError): WorkflowError {
  return new WorkflowError(
    "conflict",
    say`The proposal cannot be read whole and true from the repository: ${error.text}`,
    say`An object is missing, damaged, or not what its name says; “git fsck” in the repository names it. Nothing was changed.`,
    error,
  );
}
