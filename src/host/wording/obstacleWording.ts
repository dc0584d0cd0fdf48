import type { Obstacle, ObstacleReason } from "../../core/base/obstacle.ts";
import type { Translate } from "./translate.ts";

/** Title of the list of all files that are in the way for this reason. */
export function obstacleTitle({ reason, paths }: Pick<Obstacle, "reason" | "paths">, t: Translate): string {
  return titles[reason](t, paths.length);
}

/** What stands in the way and what helps, one sentence each. */
export function obstacleSentences({ text, help }: Obstacle, t: Translate): readonly string[] {
  return help === null ? [text.in(t)] : [text.in(t), help.in(t)];
}

const titles: Readonly<Record<ObstacleReason, (t: Translate, count: number) => string>> = {
  edits: (t, count) => t("Files you have edited ({0})", count),
  unmerged: (t, count) => t("Files with unresolved conflicts in your index ({0})", count),
  submodule: (t, count) => t("Submodules in the way ({0})", count),
  sparse: (t, count) => t("Files outside of your sparse checkout ({0})", count),
  ignored: (t, count) => t("Where something lies that no checkpoint holds ({0})", count),
  "left-out": (t, count) => t("Files of yours that no checkpoint can hold ({0})", count),
  name: (t, count) => t("Names that are not UTF-8 ({0})", count),
  "session-state": (t, count) => t("Files of sessions that do not come with a branch ({0})", count),
  "session-path": (t, count) => t("Links and other spellings among the files of sessions ({0})", count),
  "session-in-use": (t, count) => t("Records of sessions at work that would go ({0})", count),
  conflict: (t, count) => t("Conflicting files ({0})", count),
  incomplete: (t, count) => t("History that is missing ({0})", count),
  checkout: (t, count) => t("Files in the checkout ({0})", count),
  locked: (t, count) => t("Files that another git holds ({0})", count),
  filter: (t, count) => t("Files of such a filter ({0})", count),
  checks: (t, count) => t("Checks ({0})", count),
  worktree: (t, count) => t("Files of the worktree ({0})", count),
  "remote-off": (t, count) => t("Files for a remote that is not turned on ({0})", count),
  "remote-silent": (t, count) => t("Files for a remote that gives no answer ({0})", count),
  rewrites: (t, count) => t("Files that a remote would lose ({0})", count),
  "pull-request": (t, count) => t("Files of the pull request ({0})", count),
};
