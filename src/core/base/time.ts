/** RFC 3339 in UTC with seconds, as in session records: `2025-09-07T10:00:00Z`. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** The same with milliseconds, for what is ordered by it: `2025-09-07T10:00:00.250Z`. */
export function formatExactTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Milliseconds since 1970 of an RFC 3339 time; `undefined` when the text is not one. */
export function parseTime(text: string): number | undefined {
  return usualTime(text) ?? anyTime(text);
}

/** The spelling of `formatTime`, ten times as fast: an index reads three of them in each of 10,000 records. Days beyond the 28th are left to others. */
function usualTime(text: string): number | undefined {
  if (text.length !== 20 || text.charCodeAt(10) !== 84 || text.charCodeAt(19) !== 90) return undefined;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const usual = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!usual || !(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function anyTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/u.test(text)) return undefined;
  const value = Date.parse(text);
  return Number.isNaN(value) ? undefined : value;
}

const wholeTime = /^\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/u;
const dateOrLocal = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/u;

/**
 * A time as other tools write it, in RFC 3339: as it stands where it is one, a date as its start in UTC, a time without a zone as one in UTC.
 * `undefined` for what names no moment.
 */
export function readTime(text: string): string | undefined {
  if (usualTime(text) !== undefined) return text;
  const [, date, clock = "00:00"] = dateOrLocal.exec(text) ?? [];
  const whole = date === undefined ? text : `${date}T${clock}Z`;
  const time = anyTime(whole);
  if (time === undefined || !isDay(whole.slice(0, 10))) return undefined;
  return wholeTime.test(whole) ? whole : formatTime(time);
}

/** Whether the month has that day; `Date` takes the 31st of February for one of March. */
function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(date);
}
