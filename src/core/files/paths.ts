/** Joins with `/`, which every platform's file API takes; parts are single names or relative paths without `..`. */
export function joinPath(base: string, ...parts: readonly string[]): string {
  let path = base.endsWith("/") ? base.replace(/\/+$/u, "") : base;
  for (const part of parts) path += `/${part}`;
  return path;
}

/** The last component. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/u, "");
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** Everything before the last component; `/` for a name at the top. */
export function parentPath(path: string): string {
  const trimmed = path.replace(/\/+$/u, "");
  const cut = trimmed.lastIndexOf("/");
  return cut <= 0 ? "/" : trimmed.slice(0, cut);
}
