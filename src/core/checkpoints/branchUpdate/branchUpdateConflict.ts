import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";

/** A branch update that was refused whole, because of these files; nothing has changed. */
export class BranchUpdateConflict extends WorkflowError {
  override readonly name = "BranchUpdateConflict";
  /** Relative to the top of the working tree, sorted. */
  readonly paths: readonly string[];

  constructor(what: string, paths: readonly string[]) {
    const named = paths.slice(0, 5).join(", ") + (paths.length > 5 ? ` … (${paths.length} files)` : "");
    super(
      "conflict",
      say`${what} and edits in the working tree are about the same places: ${named}`,
      say`Commit, move or take back these edits, then try again; nothing was changed.`,
    );
    this.paths = paths.toSorted();
  }
}
