import { WorkflowError } from "../../base/errors.ts";
import { joined, say, type Text, type TextValue } from "../../base/text.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { visibleText } from "../../base/visibleText.ts";
import type { SafetyCheckpoint } from "../model/forkContext.ts";
import type { RemovedFork } from "./removedFork.ts";
import type { Loss, RemovalView } from "./loss.ts";

/** Paths named in one message. */
const mostNamed = 10;

/** Why a fork is not removed without `force`, and what not even `force` keeps. */
export function removalRefusal({ id, loss }: RemovalView): WorkflowError {
  const untold = loss.uncommitted.filter((path) => path.not_looked_at === true).length;
  const { count } = loss.commits;
  const paths = uncommittedCount(loss.uncommitted.length);
  const unread =
    untold === 1
      ? say`${paths} (1 not looked at, because its filter is the repository's own)`
      : say`${paths} (${untold} not looked at, because their filter is the repository's own)`;
  const commits = count === 1 ? say`1 commit that no other branch has` : say`${count} commits that no other branch has`;
  const parts = [
    ...(loss.uncommitted.length === 0 ? [] : [untold === 0 ? paths : unread]),
    ...(count === 0 ? [] : [commits]),
    ...loss.submodules.map((name) => say`commits in the submodule ${name} that were never pushed`),
    ...loss.operations.map((operation) => say`a ${operation} that is in progress`),
    ...loss.repositories.map((path) => say`the repository ${visibleText(path)} inside it`),
  ];
  const gone = goneForGood(loss).map(visibleText).join(", ");
  return new WorkflowError(
    "refused",
    say`Removing ${id} would lose ${joined(parts, ", ")}.`,
    gone === ""
      ? say`End, merge or commit them first, or confirm (--force): a checkpoint and private refs keep them then.`
      : say`End, merge or commit them first, or confirm (--force): a checkpoint and private refs keep them then, but not ${gone}: move that away first.`,
  );
}

/** `1 uncommitted path`, `4 uncommitted paths`. */
export function uncommittedCount(count: number): Text {
  return count === 1 ? say`1 uncommitted path` : say`${count} uncommitted paths`;
}

/** A worktree that a person has put elsewhere is theirs to remove. */
export function movedRefusal(id: SessionId, worktree: string): WorkflowError {
  return new WorkflowError(
    "refused",
    say`The worktree of ${id} is at ${worktree}, where it was moved or made by hand; it is not removed with the fork.`,
    say`Remove it (git worktree remove ${worktree}) or bring it back (git worktree move ${worktree} .worktrees/${id}), then try again; --force ends the fork and leaves the worktree as it is.`,
  );
}

/** Nothing is deleted on the strength of a checkpoint that does not hold it. */
export function unheldRefusal(
  id: SessionId,
  { n, skipped }: SafetyCheckpoint,
  paths: readonly string[],
): WorkflowError {
  const stripped = new Set(skipped.filter(({ reason }) => reason === "stripped").map(({ path }) => path));
  const others = paths.filter((path) => !stripped.has(path));
  if (others.length === 0) return strippedRefusal(id, paths);
  return new WorkflowError(
    "refused",
    say`${id} is not removed: checkpoint ${n} of it does not hold ${namedPaths(others)}.`,
    say`Move that away or commit it, then remove the fork again.`,
  );
}

/** Nor of a commit that does not, because a clean filter hides from git what is new. */
export function strippedRefusal(id: SessionId, paths: readonly string[]): WorkflowError {
  return new WorkflowError(
    "refused",
    say`${id} is not removed: neither a commit nor a checkpoint holds all of ${namedPaths(paths)}, because its git filter keeps only a part.`,
    say`Move that away or delete it, then remove the fork again.`,
  );
}

/** The first of them, and how many more there are. */
export function namedPaths(paths: readonly string[]): TextValue {
  const named = paths.slice(0, mostNamed).map(visibleText).join(", ");
  return paths.length > mostNamed ? say`${named} and ${paths.length - mostNamed} more` : named;
}

/** Paths and submodules that no checkpoint and no ref keeps: deleted, they are gone. */
export function goneForGood({ repositories, submodules, unkept }: Loss): readonly string[] {
  return [...new Set([...repositories, ...submodules, ...unkept])];
}

/** The same of a removed fork, with what its checkpoint has left out. */
export function goneWith({
  lost,
  checkpoint,
  worktree_left,
}: Pick<RemovedFork, "lost" | "checkpoint" | "worktree_left">): readonly string[] {
  if (worktree_left !== null) return [];
  const skipped = checkpoint?.skipped.map(({ path }) => path.replace(/\/$/u, "")) ?? [];
  return [...new Set([...goneForGood(lost), ...skipped])];
}
