/** Finds a file's entry in the review page by its accessible name, which begins with the whole path. */
export function entryOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, "\\$&")}, `, "u");
}
