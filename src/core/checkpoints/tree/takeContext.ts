import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";
import type { CheckpointPlace } from "../../worktrees/workPlace.ts";
import type { ScanContext } from "./workingTreeScan.ts";

export interface TakeContext extends ScanContext, PrivateIndexContext {
  readonly place: CheckpointPlace;
}
