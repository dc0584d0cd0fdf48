import { WorkflowError } from "../../base/errors.ts";
import type { Obstacle } from "../../base/obstacle.ts";
import { joined, say, type Text } from "../../base/text.ts";

/** A branch update that was refused whole, because of what stands in its way; nothing has changed. */
export class BranchUpdateConflict extends WorkflowError {
  override readonly name = "BranchUpdateConflict";
  readonly obstacles: readonly Obstacle[];
  /** All files that are in the way, relative to the top of the working tree, sorted. */
  override readonly paths: readonly string[];

  constructor(what: Text, obstacles: readonly Obstacle[]) {
    super(
      "conflict",
      say`${what}: ${joined(obstacles.map(({ text }) => text))}`,
      joined([...obstacles.flatMap(({ help }) => help ?? []), say`Nothing was changed.`]),
    );
    this.obstacles = obstacles;
    this.paths = pathsOf(obstacles);
  }
}

/** The files of all of them, each once, sorted. */
export function pathsOf(obstacles: readonly Obstacle[]): readonly string[] {
  return [...new Set(obstacles.flatMap(({ paths }) => paths))].toSorted();
}
