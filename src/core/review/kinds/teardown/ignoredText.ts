import type { IgnoredPath } from "../../../forks/removal/ignoredPaths.ts";
import { plural } from "../../../base/plural.ts";

const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** `out/ (about 20 files, 3 MB)`; rounded to one digit, so that a log that grows is not another thing every second. */
export function ignoredText({ path, files, bytes, more }: IgnoredPath): string {
  const [about, size] = [more ? "more than" : "about", sizeText(bytes)];
  return path.endsWith("/")
    ? `${path} (${about} ${plural(oneDigit(files), "file")}, ${size})`
    : `${path} (${about} ${size})`;
}

function sizeText(bytes: number): string {
  let [value, unit] = [oneDigit(bytes), 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value} ${units[unit] ?? ""}`;
}

function oneDigit(count: number): number {
  if (count < 10) return count;
  const power = 10 ** Math.floor(Math.log10(count));
  return Math.round(count / power) * power;
}
