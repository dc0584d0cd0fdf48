import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { isGitError } from "../../git/repository/gitError.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { shortName } from "../../git/repository/refName.ts";
import { listRefs, updateRefs } from "../../git/refs/refs.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { branchOfFork } from "../../worktrees/forkBranch.ts";
import { branchPrefix } from "../../sessions/model/sessionBranch.ts";
import type { ForkContext } from "../model/forkContext.ts";

/**
 * Makes a fork's branch. git keeps branches like paths, so no branch `session`, and none below the fork's, can stand beside it: `exists`, with
 * the branch that is in the way. One of the very same name throws git's `ref-exists` or `ref-changed`.
 */
export async function newBranch(
  context: ForkContext,
  id: SessionId,
  to: ObjectId,
  reflog: string,
  signal?: AbortSignal,
): Promise<void> {
  const ref = branchOfFork(context, id);
  try {
    const options = { reflog, signal };
    await updateRefs(context.repository, [{ ref, from: undefined, to }], options);
  } catch (error) {
    if (!isGitError(error, "ref-exists", "ref-changed")) throw error;
    const above = branchPrefix.slice(0, -1);
    const found = await listRefs(context.repository, above);
    const blocking = found.find((entry) => entry.ref === above || entry.ref.startsWith(`${ref}/`));
    if (blocking === undefined) throw error;
    const name = blocking.ref.slice("refs/heads/".length);
    throw new WorkflowError(
      "exists",
      say`The branch ${name} is in the way: git cannot keep ${shortName(ref)} beside it.`,
      say`Rename it (git branch -m ${name} <another name>), then try again.`,
      error,
    );
  }
}
