import { joined, say, type Text } from "../base/text.ts";
import type { Checkpoint } from "../checkpoints/model/checkpoint.ts";
import type { Repository } from "../git/repository/repository.ts";

/** What only a session holds. */
export interface DeletionLoss {
  readonly artifacts: number;
  /** Threads. */
  readonly comments: number;
  /** Those whose files no commit of a branch or tag holds as they were. */
  readonly checkpoints: number;
}

export function losesNothing({ artifacts, comments, checkpoints }: DeletionLoss): boolean {
  return artifacts + comments + checkpoints === 0;
}

/** `2 artifacts, 1 comment`. */
export function lossText({ artifacts, comments, checkpoints }: DeletionLoss): Text {
  const held =
    checkpoints === 1
      ? say`1 checkpoint that no branch or tag holds`
      : say`${checkpoints} checkpoints that no branch or tag holds`;
  return joined(
    [
      ...(artifacts === 0 ? [] : [artifacts === 1 ? say`1 artifact` : say`${artifacts} artifacts`]),
      ...(comments === 0 ? [] : [comments === 1 ? say`1 comment` : say`${comments} comments`]),
      ...(checkpoints === 0 ? [] : [held]),
    ],
    ", ",
  );
}

/** How many of the checkpoints are the only ones to hold what they hold: a commit has the same tree, or it is nowhere else. */
export async function unkeptCheckpoints(
  repository: Repository,
  checkpoints: readonly Checkpoint[],
  signal?: AbortSignal,
): Promise<number> {
  if (checkpoints.length === 0) return 0;
  const args = ["log", "--format=%T", "--branches", "--remotes", "--tags", "--"];
  const trees = new Set<string>((await repository.text(args, { signal })).split("\n"));
  // What lies beside the tree is in no commit.
  return checkpoints.filter(({ tree, aside }) => aside !== undefined || !trees.has(tree)).length;
}
