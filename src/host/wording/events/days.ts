import { parseTime } from "../../../core/base/time.ts";
import { memoize } from "../memoize.ts";
import type { Wording } from "../wording.ts";

const ofThisYear = memoize(
  (language: string) => new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }),
);
const ofAnyYear = memoize((language: string) => new Intl.DateTimeFormat(language, { dateStyle: "long" }));

const dayOf = (time: number): string => {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].join("-");
};

/** The local day of an RFC 3339 time, the same for all times of a day; empty for no time. */
export function dayKey(time: string): string {
  const then = parseTime(time);
  return then === undefined ? "" : dayOf(then);
}

/** What a person calls that day: “Today”, “Yesterday”, else its date, with the year where it is another one. */
export function dayName(time: string, { t, language, clock }: Wording): string {
  const then = parseTime(time);
  if (then === undefined) return time;
  const now = new Date(clock.now());
  if (dayOf(then) === dayOf(now.getTime())) return t("Today");
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayOf(then) === dayOf(yesterday.getTime())) return t("Yesterday");
  const format = new Date(then).getFullYear() === now.getFullYear() ? ofThisYear : ofAnyYear;
  return format(language).format(then);
}
