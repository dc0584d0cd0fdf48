import { byteSize as writtenSize } from "../../src/core/base/byteSize.ts";
import type { ValuesOf } from "../../src/core/base/text.ts";

/** The page's texts in the user's language, as the extension sent them; English until then. */
let strings: Readonly<Record<string, string>> = {};
let language = "en";

export function speak(translations: Readonly<Record<string, string>>, locale: string): void {
  strings = translations;
  try {
    [language = "en"] = Intl.getCanonicalLocales(locale);
  } catch {
    language = "en";
  }
}

/** A text of the page; `{0}`, `{1}` stand for the values. The message is a literal, so that translators get it. */
export function t<Id extends string>(message: Id, ...values: ValuesOf<Id>): string {
  const own = Object.hasOwn(strings, message) ? strings[message] : undefined;
  return (own ?? message).replace(/\{(\d+)\}/gu, (all, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? all : typeof value === "number" ? number(value) : value;
  });
}

export function number(value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

/** `12 minutes ago`, `in 3 days`: the time `then` seen from `now`, both in milliseconds. */
export function relativeTime(then: number, now: number): string {
  const seconds = Math.round((then - now) / 1000);
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** Date and time in the user's way of writing; the text itself where it is not a time. */
export function fullTime(time: string): string {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return time;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(then);
}

export function byteSize(bytes: number): string {
  return writtenSize(bytes, { language, bytesDisplay: "long" });
}

/** `Latin, Cyrillic`: scripts by their codes in the user's language. */
export function scriptWords(codes: readonly string[]): string {
  const names = new Intl.DisplayNames(language, { type: "script" });
  return new Intl.ListFormat(language, { type: "unit", style: "short" }).format(
    codes.map((code) => nameOf(names, code)),
  );
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
