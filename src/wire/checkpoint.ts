import type { RestoreResult } from "../core/checkpoints/checkpointOptions.ts";
import type { CheckpointDiff } from "../core/checkpoints/compareCheckpoints.ts";
import type { Checkpoint, TakenCheckpoint } from "../core/checkpoints/model/checkpoint.ts";
import type { PrunePlan, Pruned } from "../core/checkpoints/pruneCheckpoints.ts";
import { changedFileJson } from "./changedFile.ts";
import type {
  CheckpointDiffJson,
  CheckpointJson,
  CheckpointsJson,
  PrunedJson,
  RestoredJson,
  TakenJson,
} from "./schemas/checkpoint.ts";

/** `created` is its time, as with sessions; that nothing was written, because nothing had changed, is `new`. */
export function takenJson(taken: TakenCheckpoint): TakenJson {
  const { id, ref, commit, tree, created, time, files, skipped, redacted } = taken;
  const facts = { id, ref, commit, tree, created: time, files, skipped, new: created };
  return redacted === undefined ? facts : { ...facts, redacted };
}

export function checkpointJson(checkpoint: Checkpoint): CheckpointJson {
  const { id, ref, commit, tree, time, emptyDirectories, ...facts } = checkpoint;
  return { id, ref, commit, tree, created: time, ...facts, empty_directories: emptyDirectories };
}

export function checkpointsJson(checkpoints: readonly Checkpoint[]): CheckpointsJson {
  return { checkpoints: checkpoints.map(checkpointJson) };
}

export function restoredJson({ files, kept, replaced, safety }: RestoreResult): RestoredJson {
  return { files, kept, replaced, safety: takenJson(safety) };
}

export function checkpointDiffJson({ from, to, files, notLookedAt }: CheckpointDiff): CheckpointDiffJson {
  return { from, to, files: files.map(changedFileJson), not_looked_at: notLookedAt };
}

/** `surplus` and `removed`: what went, or would go. */
export function prunedJson(
  { surplus, removed }: Pick<PrunePlan, "surplus" | "removed">,
  { freed, later, waitsFor }: Pick<Pruned, "freed" | "later" | "waitsFor">,
): PrunedJson {
  return {
    checkpoints: surplus.map(({ checkpoint, reason }) => ({ ...checkpointJson(checkpoint), reason })),
    removed: removed.map(({ ref, commit, kind, time, reason }) => ({ ref, commit, kind, time, reason })),
    freed,
    later,
    waits_for: waitsFor,
  };
}
