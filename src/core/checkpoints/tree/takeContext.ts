import type { FileSystem } from "../../base/ports.ts";
import type { PrivateIndexContext } from "../../git/index/privateIndex.ts";
import type { ExcludedPaths } from "../../worktrees/excludedPaths.ts";
import type { Repository, CommandOptions } from "../../git/repository/repository.ts";
import type { Unjudged } from "../../git/index/unjudgedPaths.ts";
import type { WorktreeKind } from "../../worktrees/worktree.ts";

export interface TakeContext extends ScanContext, PrivateIndexContext {
  readonly place: WorktreeKind;
}

export interface ScanContext {
  readonly repository: Repository;
  readonly fs: FileSystem;
  readonly excluded: ExcludedPaths;
  /** Bytes; larger files are left out. */
  readonly sizeLimit: number;
  /** Those of the new or edited files that are not read because their filter may not run; missing: none (personsFilters.ts). */
  readonly unread?: (paths: readonly string[], options: CommandOptions) => Promise<Unjudged>;
}
