import type { Translate } from "./translate.ts";

/** `1 file`, `4 files`. */
export function fileCount(count: number, t: Translate): string {
  return count === 1 ? t("1 file") : t("{0} files", count);
}

/** `1 uncommitted path`, `4 uncommitted paths`. */
export function uncommittedCount(count: number, t: Translate): string {
  return count === 1 ? t("1 uncommitted path") : t("{0} uncommitted paths", count);
}

/** `1 commit`, `4 commits`. */
export function commitCount(count: number, t: Translate): string {
  return count === 1 ? t("1 commit") : t("{0} commits", count);
}
