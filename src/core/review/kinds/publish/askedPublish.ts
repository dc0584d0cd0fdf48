import { WorkflowError } from "../../../base/errors.ts";
import type { FileSystem } from "../../../base/ports.ts";
import { say } from "../../../base/text.ts";
import { isAncestor } from "../../../git/merge/mergeCommits.ts";
import { isLocalAddress, pathOfAddress } from "../../../git/remote/remoteAddress.ts";
import { isGitError } from "../../../git/repository/gitError.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import type { RefName } from "../../../git/repository/refName.ts";
import type { Repository } from "../../../git/repository/repository.ts";
import { sessionOfBranch } from "../../../worktrees/forkNames.ts";
import { isStale, type Standing } from "../common/standing.ts";

/** One push and where the remote's ref has gone. */
export interface MovedRemoteRef {
  readonly commit: ObjectId;
  readonly now: ObjectId;
  /** A pull request is asked for besides: then there is something to do although all of it is there. */
  readonly withPullRequest: boolean;
}

/**
 * Whether a push still stands although the remote's ref is not where its asker knew it to be, which is what git has noted some time ago: unless all of it
 * is there, it does. What it would do to commits of others is looked at where it is prepared, and is in the way there.
 *
 * @param plain a git directory without attributes and configuration
 */
export async function standingOfPublish(
  plain: Repository,
  { commit, now, withPullRequest }: MovedRemoteRef,
  signal?: AbortSignal,
): Promise<Standing> {
  if (now === commit && withPullRequest) return { kind: "stands" };
  try {
    return (await isAncestor(plain, commit, now, signal)) ? { kind: "merged", commit: now } : { kind: "stands" };
  } catch (error) {
    // Objects are missing: nobody can tell.
    if (!isGitError(error) || isGitError(error, "cancelled", "git-missing")) throw error;
    return isStale;
  }
}

/** Whether the branch is the one that this very session has for itself, whose history may be replaced; that of another session may not. */
export function isOwnBranch(ref: RefName, session: string): boolean {
  return sessionOfBranch(ref) === session;
}

/** Throws `refused` for a remote that lies in one of these directories: its hooks would run, and an agent could have written them. */
export async function requireOutside(
  fs: Pick<FileSystem, "realPath">,
  address: string,
  directories: readonly string[],
): Promise<void> {
  if (!isLocalAddress(address)) return;
  const given = pathOfAddress(address);
  const path = (await fs.realPath(given)) ?? given;
  if (!directories.some((directory) => path === directory || path.startsWith(`${directory}/`))) return;
  throw new WorkflowError(
    "refused",
    say`The remote ${address} lies in the project itself, where its hooks could be anybody's.`,
    say`Publish to a repository outside of it.`,
  );
}
