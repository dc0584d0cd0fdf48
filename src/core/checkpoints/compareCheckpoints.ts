import { emptyTree } from "../git/objects/commits.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { diffFiles, type ChangedFile } from "../git/objects/changedFiles.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Checkpoint } from "./model/checkpoint.ts";
import { seeTree } from "./readCurrentTree.ts";
import { readHead } from "../git/refs/readHead.ts";
import { withPersonsFilters } from "./tree/personsFilters.ts";
import { readCheckpoint } from "./model/readCheckpoints.ts";
import type { TakeContext } from "./tree/takeContext.ts";

/** The other side of a comparison: another checkpoint, the files as they are, or the commit that is checked out. */
export type ComparedWith = number | "working-tree" | "head";

export interface CheckpointDiff {
  /** Tree of the checkpoint, the left side. */
  readonly from: ObjectId;
  /** Tree of the right side; for the working tree one written just now, so its content can be read like the other's. */
  readonly to: ObjectId;
  /** Sorted by path; sessions and worktrees left out. */
  readonly files: readonly ChangedFile[];
  /**
   * Working files that have been touched and were not read, because only the repository's own configuration names their filter: whether they
   * differ, nobody can tell. Not among `files`.
   */
  readonly notLookedAt: readonly string[];
}

/**
 * What changed from the checkpoint to the other side. Nothing is kept of the working tree but unreachable objects, and nothing runs that only the
 * repository's own configuration names.
 */
export async function compareCheckpoint(
  context: TakeContext,
  session: SessionId,
  checkpoint: Checkpoint,
  other: ComparedWith,
  signal?: AbortSignal,
): Promise<CheckpointDiff> {
  const quiet = await withPersonsFilters(context, signal);
  const { tree: to, notLookedAt } = await otherTree(quiet, session, other, signal);
  const files = await diffFiles(quiet.repository, checkpoint.tree, to, signal);
  const left = new Set(notLookedAt);
  const shown = files.filter(({ path }) => !context.excluded.has(path) && !left.has(path));
  return { from: checkpoint.tree, to, files: shown, notLookedAt };
}

async function otherTree(
  context: TakeContext,
  session: SessionId,
  other: ComparedWith,
  signal?: AbortSignal,
): Promise<{ readonly tree: ObjectId; readonly notLookedAt: readonly string[] }> {
  const { repository } = context;
  if (other === "working-tree") {
    const { tree, skipped } = await seeTree(context, { signal });
    return { tree, notLookedAt: skipped.filter(({ reason }) => reason === "filter").map(({ path }) => path) };
  }
  const tree =
    other === "head"
      ? ((await readHead(repository, context.fs, signal)).commit ?? emptyTree(repository.paths.format))
      : (await readCheckpoint(repository, session, other, signal)).tree;
  return { tree, notLookedAt: [] };
}
