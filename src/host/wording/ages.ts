import { memoize } from "./memoize.ts";
import { parseTime } from "../../core/base/time.ts";
import type { Wording } from "./wording.ts";

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

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

function largest(time: string, now: number): { readonly unit: string; readonly count: number } | undefined {
  const then = parseTime(time);
  if (then === undefined) return undefined;
  const seconds = (now - then) / 1000;
  const found = units.find(([, size]) => seconds >= size);
  return found === undefined ? { unit: "minute", count: 0 } : { unit: found[0], count: Math.floor(seconds / found[1]) };
}

/** How long ago an RFC 3339 time was, for the end of a row: `3 min`, `2 hr`, `now` within the minute; empty for no time. */
export function shortAge(time: string, { t, language, clock }: Wording): string {
  const age = largest(time, clock.now());
  if (age === undefined) return "";
  if (age.count === 0) return t("now");
  return shortUnits(language)(age.unit).format(age.count);
}

/** The same for a sentence or a screen reader: `3 minutes ago`. */
export function spokenAge(time: string, { t, language, clock }: Wording): string {
  const age = largest(time, clock.now());
  if (age === undefined) return "";
  if (age.count === 0) return t("just now");
  return relative(language).format(-age.count, age.unit as Intl.RelativeTimeFormatUnit);
}

/** A point in time for a tooltip or a document: the local date and time with how long ago that was. */
export function fullTime(time: string, wording: Wording): string {
  const then = parseTime(time);
  if (then === undefined) return time;
  return `${local(wording.language).format(then)} (${spokenAge(time, wording)})`;
}

/** A point in time for a log: the local date and time to the second. */
export function exactTime(time: string, { language }: Pick<Wording, "language">): string {
  const then = parseTime(time);
  return then === undefined ? time : exact(language).format(then);
}
