import * as z from "zod/mini";
import type { CheckpointTrigger, SkipReason } from "../../core/checkpoints/model/checkpoint.ts";
import type { Surplus } from "../../core/checkpoints/model/retention.ts";
import type { RemovedWork } from "../../core/checkpoints/retention/removedWork.ts";
import type { KeptPath } from "../../core/checkpoints/restore/restorePlan.ts";
import type { WorktreeKind } from "../../core/worktrees/worktree.ts";
import { changedFileSchema } from "./base/changedFile.ts";
import { type Answer, member, named, objectId, redacted, time, words } from "./base/member.ts";

const skipReason = words<SkipReason>({
  "too-large": "above the size limit",
  unreadable: "not readable",
  "not-a-file": "neither a file nor a link",
  name: "no tree can hold its name, which `path` only shows",
  filter: "its git filter failed",
  stripped: "held but for what its git filter keeps of it",
  encoding: "git cannot convert its encoding",
  "nested-repository": "a repository of its own",
  worktree: "a worktree of this repository",
  submodule: "a submodule with work only it has",
});

export const skippedFileSchema = named(
  "skipped-file",
  "What a checkpoint does not hold of the working tree.",
  z.strictObject({
    path: member(
      z.string(),
      "from the top of the working tree; a directory, with all that is in it, has a slash behind it",
    ),
    size: member(z.number(), "bytes; 0 for a directory"),
    reason: member(z.union([skipReason, z.string()]), "why; of a checkpoint that another version took, any word"),
  }),
);

const facts = {
  id: member(z.number(), "its number: 1, 2, 3 … within the session"),
  ref: member(z.string(), "the ref that holds it"),
  commit: member(objectId, "the commit that it is"),
  tree: member(objectId, "the tree of the files"),
  created: member(time, "when it was taken"),
};
const files = member(z.number(), "files that differ from the checkpoint before, of the first from HEAD");
const skipped = member(z.array(skippedFileSchema), "what it does not hold");

export const takenSchema = named(
  "taken-checkpoint",
  "The checkpoint that holds the working tree as it is now.",
  z.strictObject({
    ...facts,
    files,
    skipped,
    new: member(z.boolean(), "false: nothing had changed since this one, so nothing was written"),
    redacted,
  }),
);

export type TakenJson = Answer<typeof takenSchema>;

export const checkpointSchema = named(
  "checkpoint",
  "One checkpoint with everything its commit says.",
  z.strictObject({
    ...facts,
    session: member(z.string(), "whose it is"),
    trigger: member(
      words<CheckpointTrigger>({
        manual: "somebody asked for it",
        phase: "a phase was left",
        "session-end": "a session was completed",
        "before-restore": "before a restore",
        "before-merge": "before files were merged",
        "before-remove": "before a fork was removed",
        switch: "another session became the active one",
        timer: "time had passed",
      }),
      "why it was taken",
    ),
    place: member(
      words<WorktreeKind>({ main: "the main checkout", worktree: "the worktree of a fork" }),
      "which working tree it is of",
    ),
    message: member(z.optional(z.string()), "what somebody said of it"),
    by: member(z.optional(z.string()), "who took it"),
    phase: member(z.optional(z.string()), "the phase of the session then"),
    tasks: member(z.array(z.string()), "the tasks of the session then"),
    head: member(z.optional(objectId), "the commit HEAD was at; left out in a repository without one"),
    branch: member(z.optional(z.string()), "the branch HEAD was on, as a full ref; left out when it was on none"),
    index: member(z.optional(objectId), "the commit that keeps what was staged; left out while there were conflicts"),
    aside: member(z.optional(objectId), "the commit that keeps what a tree cannot say"),
    lines: member(z.optional(z.string()), "git's settings of line endings then"),
    stamp: member(z.optional(z.string()), "what the file of the index looked like"),
    files,
    skipped,
    pinned: member(z.boolean(), "whether no limit lets it go"),
    empty_directories: member(
      z.array(z.string()),
      "directories without files, which git's trees cannot hold; a slash behind each",
    ),
  }),
);

export type CheckpointJson = Answer<typeof checkpointSchema>;

/** `checkpoint list` */
export const checkpointsSchema = z.strictObject({
  checkpoints: member(z.array(checkpointSchema), "the newest first"),
});

export type CheckpointsJson = Answer<typeof checkpointsSchema>;

/** `checkpoint restore`, `undo`, `redo` */
export const restoredSchema = z.strictObject({
  files: member(z.number(), "files written or removed"),
  kept: member(
    z.array(
      z.strictObject({
        path: member(z.string(), "from the top of the working tree"),
        reason: member(
          words<KeptPath["reason"]>({
            ignored: "no checkpoint holds what stands there",
            "left-out": "one of the two checkpoints does not hold the file",
            submodule: "a submodule",
            name: "its name is not UTF-8",
            edited: "it was edited after the restore was interrupted",
          }),
          "why",
        ),
      }),
    ),
    "what differs and was left as it is",
  ),
  replaced: member(z.array(z.string()), "files that are ignored now, and were brought back all the same"),
  safety: member(takenSchema, "how everything was before"),
});

export type RestoredJson = Answer<typeof restoredSchema>;

/** `checkpoint diff` */
export const checkpointDiffSchema = z.strictObject({
  from: member(objectId, "the tree of the checkpoint"),
  to: member(objectId, "the tree it is compared with"),
  files: member(z.array(changedFileSchema), "what differs, by path"),
  not_looked_at: member(
    z.array(z.string()),
    "touched files that only a filter of the repository's own configuration could tell about, which no look starts",
  ),
});

export type CheckpointDiffJson = Answer<typeof checkpointDiffSchema>;

/** `checkpoint prune` */
export const prunedSchema = z.strictObject({
  checkpoints: member(
    z.array(
      z.strictObject({
        ...checkpointSchema.shape,
        reason: member(
          words<Surplus["reason"]>({ count: "`keep`", age: "`max_age_days`", bytes: "`max_bytes`" }),
          "the limit that it is beyond",
        ),
      }),
    ),
    "those that went, or with `--dry-run` would go, the oldest first",
  ),
  removed: member(
    z.array(
      z.strictObject({
        ref: member(z.string(), "the ref that held it"),
        commit: member(objectId, "what it held"),
        kind: member(
          words<RemovedWork["kind"]>({
            commits: "commits that its branch alone held",
            autostash: "edits git had put away for an operation",
          }),
          "what it was",
        ),
        time: member(time, "the last sign of it"),
        reason: member(
          words<RemovedWork["reason"]>({ held: "a branch or tag holds it too by now", age: "`max_age_days`" }),
          "why it goes",
        ),
      }),
    ),
    "what the removal of the session's fork had left, and went with them",
  ),
  freed: member(z.number(), "bytes removed from the disk now"),
  later: member(z.number(), "bytes that are to be freed later; with `--dry-run`, all that would be"),
  waits_for: member(z.optional(z.string()), "a file of git's directory: nothing is freed until that operation is over"),
});

export type PrunedJson = Answer<typeof prunedSchema>;
