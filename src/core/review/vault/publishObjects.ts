import { offlineEnvironment } from "../../git/repository/hardening.ts";
import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { GitError } from "../../git/repository/gitError.ts";
import { isObjectId, isZeroId, type ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { diffTrees, type PathChange } from "../../git/objects/treeDiff.ts";
import { fsckIgnored } from "./fsckIgnored.ts";

interface Step {
  readonly result: ObjectId;
  /** The target as it stands. */
  readonly from: ObjectId;
  /** All that differs from `from` to `result`, where it was read in the vault already. */
  readonly changes: readonly PathChange[] | undefined;
}

/**
 * Copies what `result` brings beyond `from` (the target as it stands) out of the vault into the person's repository, as one pack; no ref moves.
 *
 * Everything the step from `from` to `result` writes goes along, also what the repository seems to have already: `index-pack` compares it with
 * what lies there under the same name and refuses a forged object, and what it stores in a pack is what git then reads, not a loose file.
 * (`unpack-objects` would keep an existing loose file without looking, so it is used for no size.) Nothing of the repository's configuration
 * that names a program is used by `index-pack`, and it fetches nothing. Throws `conflict` for a forged or damaged object there.
 */
export async function publishObjects(
  vault: Repository,
  to: Repository,
  step: Step,
  signal?: AbortSignal,
): Promise<void> {
  const stdin = new TextEncoder().encode([...(await objectsBrought(vault, step, signal)), ""].join("\n"));
  const pack = await vault.read(["pack-objects", "--stdout", "--quiet", "--delta-base-offset"], {
    stdin,
    signal,
  });
  const tolerated = fsckIgnored.map((message) => `${message}=ignore`).join(",");
  try {
    // A low threshold in the repository's configuration would let no `.gitattributes` through.
    await to.write(["-c", "core.bigFileThreshold=512m", "index-pack", "--stdin", `--strict=${tolerated}`], {
      stdin: pack,
      env: { ...offlineEnvironment, GIT_NO_REPLACE_OBJECTS: "1" },
      signal,
    });
  } catch (error) {
    throw explained(error);
  }
}

/**
 * Objects reached by `result` and not by `from`, and also all that the step between them writes: `rev-list` leaves out a blob the target has at
 * another path, and that one too must be compared.
 */
async function objectsBrought(
  vault: Repository,
  { result, from, changes: known }: Step,
  signal?: AbortSignal,
): Promise<ReadonlySet<ObjectId>> {
  const [listing, changes] = await Promise.all([
    vault.text(["rev-list", "--objects", "--no-object-names", result, `^${from}`, "--"], { signal }),
    known ?? diffTrees(vault, from, result, { signal }),
  ]);
  const written = changes.filter(({ newId, newMode }) => !isZeroId(newId) && newMode !== "160000");
  return new Set([...listing.split("\n").filter(isObjectId), ...written.map(({ newId }) => newId)]);
}

function explained(error: unknown): unknown {
  if (!(error instanceof GitError)) return error;
  const collision =
    /SHA1 COLLISION FOUND WITH ([0-9a-f]+)|unable to (?:read|get type of) object|cannot read existing object/u.exec(
      error.stderr,
    );
  if (collision === null && error.reason !== "corrupt") return error;
  return new WorkflowError(
    "conflict",
    say`The repository holds an object that is not what its name says${collision?.[1] === undefined ? "" : ` (${collision[1]})`}; nothing was changed.`,
    say`Look at it with “git fsck”: somebody or something replaced it. Remove it, then ask again.`,
    error,
  );
}
