import { isPlainEnglish } from "./english.ts";
import { memoize } from "./memoize.ts";
import { parseTime } from "../../core/base/time.ts";
import type { Wording } from "./wording.ts";

/** With the words of a short age in English, for one and for more (english.ts). */
const units = [
  { unit: "year", seconds: 31_536_000, short: ["yr", "yrs"] },
  { unit: "month", seconds: 2_592_000, short: ["mth", "mths"] },
  { unit: "week", seconds: 604_800, short: ["wk", "wks"] },
  { unit: "day", seconds: 86_400, short: ["day", "days"] },
  { unit: "hour", seconds: 3_600, short: ["hr", "hr"] },
  { unit: "minute", seconds: 60, short: ["min", "min"] },
] as const;

interface Age extends Pick<(typeof units)[number], "unit" | "short"> {
  readonly count: number;
}

const shortUnits = memoize((language: string) =>
  memoize((unit: string) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" })),
);
const relative = memoize((language: string) => new Intl.RelativeTimeFormat(language, { numeric: "always" }));
const local = memoize(
  (language: string) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
);
const exact = memoize(
  (language: string) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }),
);

function largest(time: string | undefined, now: number): Age | undefined {
  const then = time === undefined ? undefined : parseTime(time);
  if (then === undefined) return undefined;
  const age = (now - then) / 1000;
  const found = units.find(({ seconds }) => age >= seconds);
  if (found === undefined) return { unit: "minute", short: ["min", "min"], count: 0 };
  return { unit: found.unit, short: found.short, count: Math.floor(age / found.seconds) };
}

/** How long ago an RFC 3339 time was, for the end of a row: `3 min`, `2 hr`, `now` within the minute; empty for no time. */
export function shortAge(time: string | undefined, { t, language, clock }: Wording): string {
  const age = largest(time, clock.now());
  if (age === undefined) return "";
  const { count, unit, short } = age;
  if (count === 0) return t("now");
  if (isPlainEnglish(count, language)) return `${count} ${short[count === 1 ? 0 : 1]}`;
  return shortUnits(language)(unit).format(count);
}

/** The same for a sentence or a screen reader: `3 minutes ago`. */
export function spokenAge(time: string | undefined, { t, language, clock }: Wording): string {
  const age = largest(time, clock.now());
  if (age === undefined) return "";
  const { count, unit } = age;
  if (count === 0) return t("just now");
  if (isPlainEnglish(count, language)) return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
  return relative(language).format(-count, unit);
}

/** A point in time for a tooltip or a document: the local date and time with how long ago that was. */
export function fullTime(time: string | undefined, wording: Wording): string {
  if (time === undefined) return "";
  const then = parseTime(time);
  if (then === undefined) return time;
  return `${local(wording.language).format(then)} (${spokenAge(time, wording)})`;
}

/** A point in time for a log: the local date and time to the second. */
export function exactTime(time: string, { language }: Pick<Wording, "language">): string {
  const then = parseTime(time);
  return then === undefined ? time : exact(language).format(then);
}
