import type { Checkpoint } from "../model/checkpoint.ts";

/** What a checkpoint is to a restore; an undo entry gives the same. */
export type RestoreTarget = Pick<
  Checkpoint,
  "commit" | "tree" | "skipped" | "emptyDirectories" | "index" | "aside" | "lines" | "place"
>;

/** What a plan compares. */
export type PlannedState = Pick<RestoreTarget, "tree" | "skipped" | "emptyDirectories" | "aside" | "lines">;
