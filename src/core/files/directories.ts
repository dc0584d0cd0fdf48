import { WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import { joinPath } from "./paths.ts";
import type { FileKind, FileStat, FileSystem } from "../base/ports.ts";

/** What is read and shown of a `.workflow` at most. */
export const limits = {
  /** Bytes of one JSON file. */
  jsonBytes: 1_048_576,
  /** Levels of nesting in one JSON file. */
  jsonDepth: 32,
  /** Entries shown of one list. */
  shownEntries: 10_000,
} as const;

const kindNames: Readonly<Record<FileKind, Text>> = {
  file: say`a file`,
  directory: say`a directory`,
  symlink: say`a symbolic link`,
  other: say`neither a file nor a directory`,
};

/** The refusal to go through or use something that is not what belongs there. */
export function unsafePath(path: string, kind: FileKind, wanted: "file" | "directory"): WorkflowError {
  const what = kindNames[kind];
  const instead = wanted === "file" ? say`a regular file` : say`a real directory`;
  return new WorkflowError(
    "unsafe-path",
    say`${path} is ${what}, not ${instead}.`,
    say`Move it away, then try again; nothing was changed.`,
  );
}

function isSingleName(part: string): boolean {
  return part !== "" && part !== "." && part !== ".." && !/[/\\\0]/u.test(part);
}

/**
 * Looks at every component of `root/parts…` from the first below `root` down: each must be a real directory, the last one of kind `wanted`.
 * Links are never followed. Absent: `undefined`; anything else in the way: `unsafe-path`.
 * `root` itself is the person's choice and may be reached through links.
 */
export async function lookDown(
  fs: FileSystem,
  root: string,
  parts: readonly string[],
  wanted: "file" | "directory",
): Promise<FileStat | undefined> {
  let path = root;
  let stat: FileStat | undefined;
  for (const [index, part] of parts.entries()) {
    path = joinPath(path, part);
    if (!isSingleName(part)) {
      throw new WorkflowError(
        "unsafe-path",
        say`${path} leaves its directory.`,
        say`Use a plain name without slashes or dots.`,
      );
    }
    stat = await fs.lstat(path);
    if (stat === undefined) return undefined;
    const expected = index === parts.length - 1 ? wanted : "directory";
    if (stat.kind !== expected) throw unsafePath(path, stat.kind, expected);
  }
  return stat;
}

/** Makes one directory below `root`, whose parents are there, through no link; nothing where it stands already. Throws `unsafe-path` for anything else of that name. */
export async function makeInside(fs: FileSystem, root: string, parts: readonly string[]): Promise<void> {
  if ((await lookDown(fs, root, parts, "directory")) !== undefined) return;
  await fs.makeDirectory(joinPath(root, ...parts));
}

/** Keeps what is in a directory of ours out of commits, where the repository tracks files around it. */
export async function ignoreContents(fs: FileSystem, directory: string): Promise<void> {
  const ignore = joinPath(directory, ".gitignore");
  if (fs.kindNow(ignore) === undefined) await fs.createExclusive(ignore, new TextEncoder().encode("*\n"));
}
