import { updatePrivateRefs } from "../../git/refs/privateRefs.ts";
import { durable } from "../../git/repository/durable.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { removedAutostashRef } from "../../checkpoints/retention/removedWork.ts";
import type { RefName } from "../../git/repository/refName.ts";
import { readRef } from "../../git/refs/refs.ts";
import { joinPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { resolveObjects, type ForkContext } from "../model/forkContext.ts";
import { readLine, type WorktreeLink } from "../../git/directory/worktreeLink.ts";

/** An operation of git that was begun in a worktree and waits there to be continued. */
export type UnderWay = "rebase" | "merge" | "cherry-pick" | "revert" | "bisect";

/** What stands in the worktree's git directory as long as it waits. */
const traces: readonly (readonly [name: string, UnderWay])[] = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
];
/** Files that name the commit with the edits git put away for the time of the operation; no ref holds it. */
const autostashes = ["rebase-merge/autostash", "rebase-apply/autostash", "MERGE_AUTOSTASH"] as const;

/** Read from the files; changes nothing. */
export async function operationsUnderWay(fs: FileSystem, { admin }: WorktreeLink): Promise<readonly UnderWay[]> {
  const found = new Set<UnderWay>();
  for (const [name, operation] of traces) {
    if ((await fs.lstat(joinPath(admin, name))) !== undefined) found.add(operation);
  }
  return [...found];
}

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
