import { baseName, parentPath } from "../../core/files/paths.ts";

export interface KnownPlaces {
  /** The repository's directory. */
  readonly root: string;
  /** The person's own. */
  readonly home: string;
}

/** How a person names a directory: from the repository, from beside it, or from home; else the whole path. All are absolute, with `/`. */
export function shortPath(path: string, { root, home }: KnownPlaces): string {
  if (path === root) return baseName(root);
  const [beside, own] = [parentPath(root), home.replace(/\/$/u, "")];
  if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  if (beside !== "/" && beside !== own && path.startsWith(`${beside}/`)) return `..${path.slice(beside.length)}`;
  return own !== "" && path.startsWith(`${own}/`) ? `~${path.slice(own.length)}` : path;
}
