import { updatePrivateRefs } from "../../git/refs/privateRefs.ts";
import { durable } from "../../git/repository/durable.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { removedAutostashRef } from "../../checkpoints/retention/removedWork.ts";
import type { RefName } from "../../git/repository/refName.ts";
import { readRef } from "../../git/refs/refs.ts";
import { joinPath } from "../../files/paths.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { ForkContext } from "../model/forkContext.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";
import { readLine, type WorktreeLink } from "../../git/directory/worktreeLink.ts";

/** Files that name the commit with the edits git put away for the time of the operation; no ref holds it. */
const autostashes = ["rebase-merge/autostash", "rebase-apply/autostash", "MERGE_AUTOSTASH"] as const;

/** Gives the worktree's autostashes refs, so that they outlive it; `git stash apply <ref>` brings the edits back. Returns the refs. */
export async function keepAutostashes(
  context: ForkContext,
  id: SessionId,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<readonly RefName[]> {
  const named: ObjectId[] = [];
  for (const name of autostashes) {
    const line = await readLine(context.fs, joinPath(link.admin, name));
    if (line !== undefined && isObjectId(line)) named.push(line);
  }
  if (named.length === 0) return [];
  const { repository } = context;
  const standing = await resolveObjects(repository, named, signal);
  const writing = durable(context);
  const kept: RefName[] = [];
  for (const to of new Set(standing.values())) {
    const ref = removedAutostashRef(id, to);
    const from = await readRef(repository, ref, signal);
    if (from !== to) await updatePrivateRefs(writing, [{ ref, from, to }], { signal });
    kept.push(ref);
  }
  return kept;
}
