import { goneForGood } from "../../core/forks/removal/removalRefusal.ts";
import type { Loss } from "../../core/forks/removal/loss.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commitCount, uncommittedCount } from "../wording/counts.ts";
import type { Translate } from "../wording/translate.ts";
import { firstFew } from "../wording/firstFew.ts";
import { shortObjectId } from "../../core/git/repository/shortObjectId.ts";

/** Lines named of each kind. */
const named = 8;

function some(lines: readonly string[], count: number, t: Translate): readonly string[] {
  return firstFew(lines, named, visibleText, t, count).map((line) => `  ${line}`);
}

/** What removing a fork would take away, as lines for a question. */
export function lossLines(
  { uncommitted, commits, submodules, operations, repositories }: Loss,
  t: Translate,
): readonly string[] {
  const paths = uncommitted.map(({ path }) => path);
  const subjects = commits.newest.map(({ id, subject }) => `${shortObjectId(id)} ${subject}`);
  return [
    ...(commits.count === 0 ? [] : [t("{0} on no other branch:", commitCount(commits.count, t))]),
    ...some(subjects, commits.count, t),
    ...(paths.length === 0 ? [] : [`${uncommittedCount(paths.length, t)}:`]),
    ...some(paths, paths.length, t),
    ...(submodules.length === 0 ? [] : [t("Submodules with commits that were never pushed:")]),
    ...some(submodules, submodules.length, t),
    ...operations.map((operation) => t("In progress in its worktree: {0}", operation)),
    ...(repositories.length === 0 ? [] : [t("Repositories inside its worktree:")]),
    ...some(repositories, repositories.length, t),
  ];
}

/** What becomes of it when it is removed all the same. */
export function keptLines(loss: Loss, t: Translate): readonly string[] {
  const gone = goneForGood(loss);
  return [
    t("Git keeps it in a checkpoint and private refs."),
    ...(gone.length === 0 ? [] : [t("Not kept, gone for good:")]),
    ...some(gone, gone.length, t),
  ];
}
