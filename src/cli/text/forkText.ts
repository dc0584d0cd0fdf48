import { lossesAmong } from "../../core/checkpoints/model/checkpoint.ts";
import type { ComparedFork, ForkComparison } from "../../core/forks/compareForks.ts";
import type { CreatedFork, ForkView } from "../../core/forks/model/fork.ts";
import { goneWith } from "../../core/forks/removal/removalRefusal.ts";
import { type RemovedFork, stayingText } from "../../core/forks/removal/removedFork.ts";
import { plainRefName } from "../../core/git/repository/refName.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { formatAge } from "./age.ts";
import { skippedText } from "./checkpointText.ts";
import type { Paint } from "../base/paint.ts";
import { plural } from "../../core/base/plural.ts";
import { alignRows, type Cell, styled } from "./table.ts";

const number = (value: number | null): string => (value === null ? "?" : String(value));
const same = (text: string): string => text;

const paths = (fork: Pick<ForkView, "uncommitted" | "not_looked_at">): string =>
  [
    fork.uncommitted === 0 ? "" : `${number(fork.uncommitted)} uncommitted`,
    fork.not_looked_at === 0 || fork.not_looked_at === null ? "" : `${fork.not_looked_at} not looked at`,
  ]
    .filter((part) => part !== "")
    .join(", ");

/** What a fork lacks because the checkpoint it starts at does not hold it; `shown` as with `skippedText`. */
export function lackedText({ skipped = [] }: CreatedFork, paint: Paint, shown: (path: string) => string): string {
  const lost = lossesAmong(skipped);
  return lost.length === 0 ? "" : `It lacks what its checkpoint does not hold:\n${skippedText(lost, paint, shown)}`;
}

/** Id, baseline, that it is merged or ahead and behind, files, uncommitted, age, problem. */
export function forkCells(fork: ForkView, paint: Paint, now: number): readonly Cell[] {
  const { ahead, behind, files } = fork;
  return [
    styled(fork.id, fork.active ? paint.bold : same),
    styled(`of ${fork.forked_from.session}`, paint.dim),
    fork.merged === true || fork.merged_into !== null
      ? styled(mergedText(fork.merged_into), paint.good)
      : { text: `+${number(ahead)} -${number(behind)}` },
    { text: files === null ? "? files" : plural(files, "file") },
    styled(paths(fork), paint.warn),
    { text: formatAge(fork.last_activity, now) },
    { text: visibleText(String(fork.problem ?? fork.worktree ?? "")) },
  ];
}

function mergedText(into: ForkView["merged_into"]): string {
  if (into === null) return "merged";
  const since = into.since === 0 ? "" : `, ${plural(into.since, "commit")} since`;
  return `merged into ${visibleText(plainRefName(into.ref))}${since}`;
}

/** One row per fork, then what every two of them share; paths as `shown` (workTreePath.ts). */
export function comparisonText(
  { forks, pairs }: ForkComparison,
  paint: Paint,
  shown: (path: string) => string,
): string {
  const list = (paths: readonly string[]): string => paths.map((path) => visibleText(shown(path))).join(", ");
  const heading = ["fork", "files", "lines", "uncommitted", "conflicts", "checks"].map((text) =>
    styled(text, paint.dim),
  );
  const row = (fork: ComparedFork): readonly Cell[] => [
    { text: fork.id },
    { text: String(fork.files.length) },
    { text: `+${fork.added} -${fork.removed}` },
    { text: fork.not_looked_at === 0 ? String(fork.uncommitted) : paths(fork) },
    fork.merged
      ? styled("merged", paint.good)
      : styled(String(fork.conflicts.length), fork.conflicts.length === 0 ? same : paint.warn),
    { text: checksText(fork) },
  ];
  const lines = pairs.map(({ forks: [one, other], overlap, conflicts }) => {
    const shared = overlap.length === 0 ? "no file in common" : `both change ${list(overlap)}`;
    const clash = conflicts.length === 0 ? "" : paint.warn(`; conflicts in ${list(conflicts)}`);
    return `${one} and ${other}: ${shared}${clash}\n`;
  });
  return `${alignRows([heading, ...forks.map(row)])}${lines.join("")}`;
}

function checksText({ checks: { passed, skipped, failed, unreadable } }: ComparedFork): string {
  if (passed + skipped + failed.length + unreadable.length === 0) return "none recorded";
  const bad = [
    ...failed.map((name) => `failed: ${visibleText(name)}`),
    ...unreadable.map((run) => `unreadable: ${visibleText(run)}`),
  ];
  return [`${passed} passed`, ...(skipped === 0 ? [] : [`${skipped} skipped`]), ...bad].join(", ");
}

/** What became of the branch and the worktree of a removed fork that did not go with it: a line each. */
export function leftLines(removed: RemovedFork): readonly string[] {
  const staying = stayingText(removed);
  if (staying !== undefined) return [visibleText(String(staying))];
  const { branch, branch_deleted, branch_kept, worktree_left } = removed;
  const reasons = { used: "it is checked out elsewhere", moved: "it has moved meanwhile" };
  return [
    ...(branch_deleted
      ? []
      : branch_kept === null || branch_kept === "adopted"
        ? [`The branch ${branch} was gone already.`]
        : [`The branch ${branch} was left: ${reasons[branch_kept]}.`]),
    ...(worktree_left === null ? [] : [`Its worktree ${worktree_left} was left as it is.`]),
  ];
}

/** Where the commits are that no other branch had; `""` when there were none. */
export function ownCommitsText({ id, lost, branch_deleted, branch_kept }: RemovedFork): string {
  const { count } = lost.commits;
  if (count === 0) return "";
  const commits = plural(count, "commit");
  const refs = `stay for git behind refs/workflow/${id}/`;
  if (branch_deleted) return `${commits} of its own went with the branch, and ${refs}`;
  return branch_kept === "adopted"
    ? `${commits} that only its worktree had, and no branch, ${refs}`
    : `${commits} of its own are on the branch, or ${refs}`;
}

/** What a removed fork took with it that nothing keeps; empty: everything is kept. */
export function goneText(removed: RemovedFork): string {
  const gone = goneWith(removed);
  return gone.length === 0 ? "" : `Not kept, gone for good: ${gone.map(visibleText).join(", ")}`;
}

/** Ignored files that went with a worktree, or with what was in it; `""` when there were none. */
export function ignoredText(ignored: RemovedFork["lost"]["ignored"]): string {
  const names = ignored.slice(0, 5).map(({ path }) => visibleText(path));
  const more = ignored.length > names.length ? ` and ${ignored.length - names.length} more` : "";
  return names.length === 0 ? "" : `Ignored files went with it: ${names.join(", ")}${more}`;
}
