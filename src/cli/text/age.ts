import { parseTime } from "../../core/base/time.ts";

/** `size` in seconds. */
const units = [
  { name: "d", size: 86_400 },
  { name: "h", size: 3_600 },
  { name: "min", size: 60 },
] as const;

/** How long ago an RFC 3339 time was, for a narrow column: `3 min`, `2 h`, `12 d`; `now` within the minute or in the future. */
export function formatAge(time: string | undefined, now: number): string {
  const then = time === undefined ? undefined : parseTime(time);
  if (then === undefined) return "?";
  const seconds = (now - then) / 1000;
  for (const { name, size } of units) if (seconds >= size) return `${Math.floor(seconds / size)} ${name}`;
  return "now";
}

/** The same for a sentence: `3 min ago`, `just now`. */
export function formatAgo(time: string, now: number): string {
  const age = formatAge(time, now);
  if (age === "?") return "at an unknown time";
  return age === "now" ? "just now" : `${age} ago`;
}
