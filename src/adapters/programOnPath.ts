import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, relative } from "node:path";

/**
 * Absolute path of a program: the first of this name on the search path, then in the `usual` places; `undefined` when there is none. Relative entries of the path and
 * everything inside `workspaces`, links resolved, are passed over: the repository under work must not choose what is run. On Windows only an `.exe` counts, because
 * arguments cannot be given to a script there without a shell.
 */
export function findProgram(
  name: string,
  workspaces: readonly string[],
  { path = process.env["PATH"] ?? "", usual = [] }: { readonly path?: string; readonly usual?: readonly string[] } = {},
): string | undefined {
  const file = process.platform === "win32" && !name.toLowerCase().endsWith(".exe") ? `${name}.exe` : name;
  for (const directory of [...path.split(delimiter), ...usual]) {
    if (directory === "" || !isAbsolute(directory) || isInside(directory, workspaces)) continue;
    const candidate = join(directory, file);
    if (isProgram(candidate) && !isInside(candidate, workspaces)) return candidate;
  }
  return undefined;
}

/** A program as a person names it: by its name, or by an absolute path, which the same is required of. */
export function programFor(named: string, workspaces: readonly string[]): string | undefined {
  if (!/[/\\]/u.test(named)) return findProgram(named, workspaces);
  return isAbsolute(named) && isProgram(named) && !isInside(named, workspaces) ? named : undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isInside(path: string, directories: readonly string[]): boolean {
  const real = realOrSame(path);
  return directories.some((directory) => {
    const way = relative(realOrSame(directory), real);
    return way === "" || (!way.startsWith("..") && !isAbsolute(way));
  });
}

function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
