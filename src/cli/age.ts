import { parseTime } from "../core/time.ts";

const units: readonly (readonly [name: string, seconds: number])[] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
];

/** How long ago an RFC 3339 time was, for a narrow column: `3 min`, `2 h`, `12 d`; `now` within the minute or in the future. */
export function formatAge(time: string, now: number): string {
  const then = parseTime(time);
  if (then === undefined) return "?";
  const seconds = (now - then) / 1000;
  const unit = units.find(([, size]) => seconds >= size);
  return unit === undefined ? "now" : `${Math.floor(seconds / unit[1])} ${unit[0]}`;
}
