import { say } from "../core/base/text.ts";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, relative } from "node:path";
import { GitError } from "../core/git/repository/gitError.ts";

/** The oldest git whose commands and messages the core relies on. */
const oldest = [2, 39] as const;

const usualPlaces =
  process.platform === "win32"
    ? ["C:\\Program Files\\Git\\cmd", "C:\\Program Files (x86)\\Git\\cmd"]
    : ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin"];

const names = process.platform === "win32" ? ["git.exe"] : ["git"];

/**
 * Absolute path of git: the first on the PATH, then in the usual places; `undefined` when there is none. Relative PATH entries and
 * everything inside `workspaces`, links resolved, are passed over: the repository under work must not choose the program.
 */
export function findGitBinary(
  workspaces: readonly string[],
  path: string = process.env["PATH"] ?? "",
): string | undefined {
  const insides = workspaces.map(realOrSame);
  const isInside = (file: string): boolean => insides.some((inside) => contains(inside, realOrSame(file)));
  for (const directory of [...path.split(delimiter), ...usualPlaces]) {
    if (directory === "" || !isAbsolute(directory)) continue;
    for (const name of names) {
      const candidate = join(directory, name);
      if (!isExecutable(candidate)) continue;
      if (isInside(directory) || isInside(candidate)) continue;
      return candidate;
    }
  }
  return undefined;
}

/** Throws `git-too-old` unless `git version` printed 2.39 or newer. */
export function checkGitVersion(printed: string): void {
  const found = /^git version (\d+)\.(\d+)/u.exec(printed);
  const major = Number(found?.[1]);
  const minor = Number(found?.[2]);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new GitError("git-too-old", say`This is “${printed.trim()}”; git ${oldest.join(".")} or newer is needed.`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function contains(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}
