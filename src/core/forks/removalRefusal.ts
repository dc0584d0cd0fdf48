import { WorkflowError } from "../errors.ts";
import { visibleText } from "../visibleText.ts";
import type { Loss, RemovalView } from "./whatWouldBeLost.ts";

/** Why a fork is not removed without `force`, and what not even `force` keeps. */
export function removalRefusal({ id, loss }: RemovalView): WorkflowError {
  const parts = [
    ...(loss.uncommitted.length === 0 ? [] : [`${loss.uncommitted.length} uncommitted paths`]),
    ...(loss.commits.count === 0 ? [] : [`${loss.commits.count} commits that are on no other branch`]),
    ...loss.submodules.map((name) => `commits in the submodule ${name} that were never pushed`),
    ...loss.operations.map((operation) => `a ${operation} that is under way`),
    ...loss.repositories.map((path) => `the repository ${visibleText(path)} inside it`),
  ];
  const gone = goneForGood(loss);
  const but = gone.length === 0 ? "." : `, but not ${gone.map(visibleText).join(", ")}: move that away first.`;
  return new WorkflowError(
    "refused",
    `Removing ${id} would lose ${parts.join(", ")}.`,
    `End, merge or commit them first, or confirm (--force): a checkpoint and private refs keep them then${but}`,
  );
}

/** Paths and submodules that no checkpoint and no ref keeps: deleted, they are gone. */
export function goneForGood({ repositories, submodules, unkept }: Loss): readonly string[] {
  return [...repositories, ...submodules, ...unkept];
}
