import { gitDirectoryAt } from "../../git/directory/gitDirectory.ts";
import { listGitlinks } from "../../git/objects/gitlinks.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import type { CommandOptions, Repository } from "../../git/repository/repository.ts";
import { unjudgedPaths, type Unjudged } from "../../git/index/unjudgedPaths.ts";
import { withoutOwnFilters, type QuietRepository } from "../../git/config/withoutOwnFilters.ts";
import { joinPath } from "../../files/paths.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import { forgetPromises, listIndex } from "../../git/index/forgetPromises.ts";
import { copyUserIndex, PrivateIndex, scratchDirectory, scratchPath } from "../../git/index/privateIndex.ts";
import type { ForkContext } from "../model/forkContext.ts";

/** The status of submodules is asked for one by one: git's own look into them would start what their configuration names. */
const statusCommand = ["status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames"];

/** A path with a change that no commit holds. */
export interface UncommittedPath {
  readonly path: string;
  readonly kind: "changed" | "untracked" | "unmerged";
  /** True: a submodule, with another commit or changes inside. */
  readonly submodule?: true;
  /** True: the name is not UTF-8, so `path` only shows it. */
  readonly lossy?: true;
  /** True: only a filter of the repository's own configuration could tell whether it has changed, and that does not run for a look. */
  readonly not_looked_at?: true;
}

export interface LookOptions {
  readonly signal?: AbortSignal | undefined;
  /** A person has approved what the repository's own configuration names, so its filters run; those of submodules do not. */
  readonly approved?: boolean | undefined;
}

/**
 * Paths of a worktree that differ from its HEAD, staged or not, untracked ones included; no lock is taken, which would break a commit in
 * progress, and no program
 * of the repository or its submodules runs.
 */
export async function uncommittedPaths(
  context: Pick<ForkContext, "fs">,
  worktree: Repository,
  { signal, approved = false }: LookOptions = {},
): Promise<readonly UncommittedPath[]> {
  const quiet = approved
    ? { repository: worktree, off: new Set<string>() }
    : await withoutOwnFilters(worktree, context.fs, signal);
  return (await askStatus(context, quiet, { options: { signal } })).uncommitted;
}

/** How many of the paths have changed, and of how many nobody can tell. */
export function countPaths(paths: readonly UncommittedPath[]): {
  readonly uncommitted: number;
  readonly not_looked_at: number;
} {
  const not_looked_at = paths.filter((path) => path.not_looked_at === true).length;
  return { uncommitted: paths.length - not_looked_at, not_looked_at };
}

/** What a deletion of the worktree would take along besides its commits. */
export interface WorktreeContents {
  readonly uncommitted: readonly UncommittedPath[];
  /** Ignored files, which no checkpoint keeps; a directory that is ignored as a whole is one path with a slash behind it. */
  readonly ignored: readonly string[];
}

export interface WorktreeLookOptions {
  readonly signal?: AbortSignal | undefined;
  /** The worktree was renamed: the repositories of its submodules know only where it was, so these are not looked into. */
  readonly moved?: boolean | undefined;
}

/**
 * As `uncommittedPaths`, with the edits of files that git was told not to look at (“assume unchanged”, “skip worktree”): before something is
 * deleted. It looks through a copy of the index that does not carry these promises.
 */
export async function everyUncommittedPath(
  context: ForkContext,
  worktree: Repository,
  signal?: AbortSignal,
): Promise<readonly UncommittedPath[]> {
  return (await worktreeContents(context, worktree, { signal })).uncommitted;
}

/** The same with what is ignored. */
export async function worktreeContents(
  context: ForkContext,
  worktree: Repository,
  { signal, moved = false }: WorktreeLookOptions = {},
): Promise<WorktreeContents> {
  const quiet = await withoutOwnFilters(worktree, context.fs, signal);
  const own = { ...context, repository: quiet.repository };
  await context.fs.makeDirectory(scratchDirectory(own));
  const index = new PrivateIndex(own, scratchPath(own));
  try {
    const copied = await copyUserIndex(own, index.path);
    const options = copied ? index.options({ signal }) : { signal };
    if (copied) await forgetPromises(own.repository, await listIndex(own.repository, options), options);
    return await askStatus(context, quiet, { options, flags: ["--ignored=matching"], inside: !moved });
  } finally {
    await index.discard();
  }
}

interface StatusQuestion {
  readonly options: CommandOptions;
  readonly flags?: readonly string[];
  /** False: what is in submodules does not count, nor which of their commits is checked out. */
  readonly inside?: boolean;
}

async function askStatus(
  context: Pick<ForkContext, "fs">,
  quiet: QuietRepository,
  { options, flags = [], inside = true }: StatusQuestion,
): Promise<WorktreeContents> {
  const command = [...statusCommand, ...flags, `--ignore-submodules=${inside ? "dirty" : "all"}`];
  const [output, unjudged] = await Promise.all([
    quiet.repository.read(command, options),
    unjudgedPaths(quiet, context.fs, options),
  ]);
  const uncommitted = parseStatus(output, unjudged);
  const known = new Set(uncommitted.map(({ path }) => path));
  const within = inside ? await editedSubmodules(context, quiet.repository, known, options.signal) : [];
  return { uncommitted: [...uncommitted, ...within], ignored: parseIgnored(output) };
}

/** Submodules with something uncommitted inside, however deep, that are not `known` to have changed; those nobody has checked out have not. */
async function editedSubmodules(
  context: Pick<ForkContext, "fs">,
  repository: Repository,
  known: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<readonly UncommittedPath[]> {
  const edited: UncommittedPath[] = [];
  for (const { text: path, exact } of await listGitlinks(repository, context.fs, signal)) {
    if (known.has(path)) continue;
    const found = { path, kind: "changed", submodule: true } as const;
    const inner = exact ? await submoduleRepository(context, repository, path) : undefined;
    const paths = inner === undefined ? [] : await uncommittedPaths(context, inner, { signal });
    if (!exact) edited.push({ ...found, lossy: true, not_looked_at: true });
    else if (inner === undefined && (await holdsAnything(context, repository, path))) edited.push(found);
    else if (paths.length > 0)
      edited.push(countPaths(paths).uncommitted > 0 ? found : { ...found, not_looked_at: true });
  }
  return edited;
}

/** Files where a submodule would be checked out belong to no repository: no status names them. */
async function holdsAnything({ fs }: Pick<ForkContext, "fs">, { paths }: Repository, path: string): Promise<boolean> {
  if ((await lstatInside(fs, paths.root, path))?.kind !== "directory") return false;
  return ((await fs.names(joinPath(paths.root, path))) ?? []).length > 0;
}

async function submoduleRepository(
  { fs }: Pick<ForkContext, "fs">,
  repository: Repository,
  path: string,
): Promise<Repository | undefined> {
  const { paths } = repository;
  if ((await lstatInside(fs, paths.root, path))?.kind !== "directory") return undefined;
  const root = joinPath(paths.root, path);
  const found = await gitDirectoryAt(fs, root);
  return typeof found === "object"
    ? repository.at({ root, gitDir: found.own, commonDir: found.common, format: paths.format })
    : undefined;
}

/**
 * `git status --porcelain=v2 -z --no-renames`: `1 XY sub mH mI mW hH hI path`, `u XY sub m1 m2 m3 mW h1 h2 h3 path`, `? path`. `unjudged`: what it
 * says of these files against the index is not believed, whether it says that they have changed or nothing.
 */
export function parseStatus(output: Uint8Array, unjudged: Unjudged = new Map()): readonly UncommittedPath[] {
  const listed = nulFields(output).flatMap(({ text, exact }): readonly UncommittedPath[] => {
    const lossy = exact ? {} : ({ lossy: true } as const);
    const kind = text.charAt(0);
    if (kind === "?") return [{ path: text.slice(2), kind: "untracked", ...lossy }];
    if (kind === "u") return [{ path: afterFields(text, 10), kind: "unmerged", ...lossy }];
    if (kind !== "1") return [];
    const path = afterFields(text, 8);
    const inside = /^. .. S/u.test(text) ? ({ submodule: true } as const) : {};
    const judgement = text.charAt(2) === "." ? unjudged.get(path) : undefined;
    if (judgement === "same") return [];
    const untold = judgement === "unknown" ? ({ not_looked_at: true } as const) : {};
    return [{ path, kind: "changed", ...inside, ...lossy, ...untold }];
  });
  const known = new Set(listed.map(({ path }) => path));
  const unlisted = [...unjudged].filter(([path, judgement]) => judgement === "unknown" && !known.has(path));
  return [...listed, ...unlisted.map(([path]) => ({ path, kind: "changed", not_looked_at: true }) as const)];
}

/** Its ignored paths: `! path`. */
function parseIgnored(output: Uint8Array): readonly string[] {
  return nulFields(output).flatMap(({ text }) => (text.startsWith("! ") ? [text.slice(2)] : []));
}

function afterFields(text: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field += 1) at = text.indexOf(" ", at) + 1;
  return text.slice(at);
}
