import { updatePrivateRefs } from "../../git/refs/privateRefs.ts";
import { removedEarlierRef } from "../../checkpoints/retention/removedWork.ts";
import { commitTree, emptyTree } from "../../git/objects/commits.ts";
import { durable } from "../../git/repository/durable.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { isObjectId } from "../../git/repository/objectId.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { worktreeRepository, type ForkContext } from "../model/forkContext.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";

/** git takes so many parents of one commit without complaint. */
const mostParents = 1000;

/**
 * Keeps what the worktree's HEAD has been at, and refs of the worktree alone, as far as nothing else holds them: git's log of it goes with the
 * worktree. One commit leads to all of them, behind the ref of an earlier head. They may be work, or what an amended commit has left.
 */
export async function keepFormerHeads(
  context: ForkContext,
  id: SessionId,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<void> {
  const { repository, clock } = context;
  const inside = worktreeRepository(context, link);
  // Without a log, git says so.
  const log = await inside.answer(["log", "--walk-reflogs", "--format=%H", "HEAD"], [128], { signal });
  const own = [...new Set(outputText(log.stdout).split("\n").filter(isObjectId))];
  const wanted = ["--parents", "--ignore-missing", "--stdin", "--glob=refs/worktree/*"];
  const stdin = new TextEncoder().encode(own.map((commit) => `${commit}\n`).join(""));
  const others = ["--not", "--branches", "--remotes", "--tags"];
  const listed = await inside.text(["rev-list", ...wanted, ...others], { stdin, signal });
  const lines = listed.split("\n").map((line) => line.split(" ").filter(isObjectId));
  const inner = new Set(lines.flatMap(([, ...parents]) => parents));
  const tips = lines.flatMap(([commit]) => (commit === undefined || inner.has(commit) ? [] : [commit]));
  if (tips.length === 0) return;
  const to = await commitTree(
    repository,
    {
      tree: emptyTree(repository.paths.format),
      parents: tips.slice(0, mostParents),
      message: `Former heads of ${id}\n`,
      time: clock.now(),
    },
    signal,
  );
  await updatePrivateRefs(durable(context), [{ ref: removedEarlierRef(id, to), from: undefined, to }], { signal });
}
