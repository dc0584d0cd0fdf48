import { formatExactTime } from "../base/time.ts";

/** `<time>-<random>`: sorts by age, is a file name on every system and never an option. */
const grammar = /^[0-9]{8}T[0-9]{9}Z-[0-9a-f]{12}$/u;
const extension = ".json";

export function isAnnotationId(text: string): boolean {
  return grammar.test(text);
}

/** @param hex twelve random digits */
export function annotationId(milliseconds: number, hex: string): string {
  return `${formatExactTime(milliseconds).replaceAll(/[-:.]/gu, "")}-${hex}`;
}

export function annotationFileName(id: string): string {
  return id + extension;
}

/** The id a file's name stands for; `undefined` when it is not an annotation's. */
export function idOfFileName(name: string): string | undefined {
  const id = name.endsWith(extension) ? name.slice(0, -extension.length) : "";
  return isAnnotationId(id) ? id : undefined;
}

/** The random part, by which people tell annotations apart. */
export function shortId(id: string): string {
  return id.slice(id.indexOf("-") + 1);
}

/** Whether somebody who typed `typed` may mean this annotation: the beginning of its id or of the random part, at least four characters. */
export function mayMean(typed: string, id: string): boolean {
  return typed.length >= 4 && (id.startsWith(typed) || shortId(id).startsWith(typed));
}
