import { WorkflowError } from "../../base/errors.ts";
import { say, type Text, type TextValue } from "../../base/text.ts";

/** A branch update that was refused whole, because of these files; nothing has changed. */
export class BranchUpdateConflict extends WorkflowError {
  override readonly name = "BranchUpdateConflict";
  /** Relative to the top of the working tree, sorted. */
  override readonly paths: readonly string[];

  constructor(what: Text, paths: readonly string[]) {
    super(
      "conflict",
      say`${what} and edits in the working tree are about the same places: ${someFiles(paths)}`,
      say`Commit, move or take back these edits, then try again; nothing was changed.`,
    );
    this.paths = paths.toSorted();
  }
}

/** The first five files, and of more how many there are in all. */
export function someFiles(paths: readonly string[]): TextValue {
  const named = paths.slice(0, 5).join(", ");
  return paths.length > 5 ? say`${named} … (${paths.length} files)` : named;
}
