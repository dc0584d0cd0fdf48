import type { Translate } from "./translate.ts";
import type { Wording } from "./wording.ts";

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

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size on disk for people: `3.4 MB`; 1 kB is 1024 bytes. */
export function byteSize(bytes: number, { language }: Pick<Wording, "language">): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const unit = units[power] ?? "byte";
  const maximumFractionDigits = value < 10 && power > 0 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(
    value,
  );
}
