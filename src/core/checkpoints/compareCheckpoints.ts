import { emptyTree } from "../git/commits.ts";
import type { ObjectId } from "../git/objectId.ts";
import { diffFiles, type ChangedFile } from "../git/changedFiles.ts";
import type { SessionId } from "../sessions/sessionId.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { readCurrentTree } from "./currentTree.ts";
import { readCheckpoint } from "./readCheckpoints.ts";
import type { TakeContext } from "./takeCheckpoint.ts";

/** The other side of a comparison: another checkpoint, the files as they are, or the commit that is checked out. */
export type ComparedWith = number | "working-tree" | "head";

export interface CheckpointDiff {
  /** Tree of the checkpoint, the left side. */
  readonly from: ObjectId;
  /** Tree of the right side; for the working tree one written just now, so its content can be read like the other's. */
  readonly to: ObjectId;
  /** Sorted by path; sessions and worktrees left out. */
  readonly files: readonly ChangedFile[];
}

/** What changed from the checkpoint to the other side. Nothing is kept of the working tree but unreachable objects. */
export async function compareCheckpoint(
  context: TakeContext,
  session: SessionId,
  checkpoint: Checkpoint,
  other: ComparedWith,
  signal?: AbortSignal,
): Promise<CheckpointDiff> {
  const to = await otherTree(context, session, other, signal);
  const files = await diffFiles(context.repository, checkpoint.tree, to, signal);
  return { from: checkpoint.tree, to, files: files.filter(({ path }) => !context.excluded.has(path)) };
}

async function otherTree(
  context: TakeContext,
  session: SessionId,
  other: ComparedWith,
  signal?: AbortSignal,
): Promise<ObjectId> {
  const { repository } = context;
  if (typeof other === "number") return (await readCheckpoint(repository, session, other, signal)).tree;
  if (other === "working-tree") return (await readCurrentTree(context, signal)).tree;
  return (await repository.head(signal)).commit ?? emptyTree(repository.place.format);
}
