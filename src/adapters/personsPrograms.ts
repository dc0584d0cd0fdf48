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

/**
 * Absolute path of git: the first on the PATH, then in the usual places; `undefined` when there is none. The repository under work never chooses it
 * (findProgram).
 */
export function findGitBinary(workspaces: readonly string[], path?: string): string | undefined {
  return findProgram("git", workspaces, { path, usual: usualPlaces });
}

/** Programs this process has found new enough, by what tells one file from another. */
const newEnough = new Set<string>();

/** Whether this very file was found new enough before. */
export function isCheckedGit(binary: string): boolean {
  const identity = identityOf(binary);
  return identity !== undefined && newEnough.has(identity);
}

/** Throws `git-too-old` unless this program says that it is 2.39 or newer, as `git version` prints it. */
export function checkGitVersion(binary: string, printed: string): void {
  if (noteGitVersion(binary, printed)) return;
  throw new GitError("git-too-old", say`This is “${printed.trim()}”; git ${oldest.join(".")} or newer is needed.`);
}

/** The same as an answer. `said`: the version, with or without the words before it. */
export function noteGitVersion(binary: string, said: string): boolean {
  const [, major, minor] = /^(?:git version )?(\d+)\.(\d+)/u.exec(said) ?? [];
  const [first, second] = [Number(major), Number(minor)];
  const isNew = first > oldest[0] || (first === oldest[0] && second >= oldest[1]);
  const identity = identityOf(binary);
  if (isNew && identity !== undefined) newEnough.add(identity);
  return isNew;
}

function identityOf(binary: string): string | undefined {
  const stat = statSync(binary, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : [binary, stat.dev, stat.ino, stat.size, stat.mtimeNs].join("\0");
}

/**
 * Absolute path of a program: the first of this name on the search path, then in the `usual` places; `undefined` when there is none. Relative entries of the path and
 * everything inside `workspaces`, links resolved, are passed over: the repository under work must not choose what is run. On Windows only an `.exe` counts, because
 * arguments cannot be given to a script there without a shell.
 */
export function findProgram(
  name: string,
  workspaces: readonly string[],
  {
    path = process.env["PATH"] ?? "",
    usual = [],
  }: { readonly path?: string | undefined; readonly usual?: readonly string[] } = {},
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
