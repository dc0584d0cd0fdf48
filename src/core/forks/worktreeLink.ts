import { WorkflowError } from "../errors.ts";
import { baseName, joinPath, parentPath } from "../paths.ts";
import type { FileSystem } from "../ports.ts";

/** A worktree whose files point at the repository it belongs to, and back. */
export interface WorktreeLink {
  readonly worktree: string;
  /** `<common>/worktrees/<name>`: the worktree's own HEAD, index and logs. */
  readonly admin: string;
}

const maxBytes = 4096;

/**
 * Reads where a worktree says its repository is, by files only: no git runs before the answer is known to be ours. `undefined` when there is
 * nothing at that path. `unsafe-path` when the worktree, its `.git` or the repository's `commondir` lead elsewhere, which would make our git
 * run with somebody else's configuration (safety.md, "Git": redirected worktree `.git` and `commondir`).
 *
 * `commonDirectory` is canonical. `movedFrom`: a path the repository may still have on file for this worktree, because it was moved into place;
 * it may have none on file either, where git was killed while it wrote the new one.
 */
export async function readWorktreeLink(
  fs: FileSystem,
  commonDirectory: string,
  worktree: string,
  movedFrom?: string,
): Promise<WorktreeLink | undefined> {
  for (const directory of [parentPath(worktree), worktree]) {
    const stat = await fs.lstat(directory);
    if (stat === undefined) return undefined;
    if (stat.kind !== "directory") throw redirected(worktree, `${directory} is not a directory`);
  }
  const dotGit = await readLine(fs, joinPath(worktree, ".git"));
  if (dotGit === undefined) throw redirected(worktree, "it has no .git file");
  if (!dotGit.startsWith("gitdir: ")) throw redirected(worktree, "its .git file names no directory");
  const admin = await fs.realPath(resolvePath(worktree, dotGit.slice("gitdir: ".length)));
  if (admin === undefined || parentPath(admin) !== joinPath(commonDirectory, "worktrees")) {
    throw redirected(worktree, "its .git file leads to another repository");
  }
  const common = await readLine(fs, joinPath(admin, "commondir"));
  if (common === undefined || (await fs.realPath(resolvePath(admin, common))) !== commonDirectory) {
    throw redirected(worktree, "its commondir leads to another repository");
  }
  const back = await readLine(fs, joinPath(admin, "gitdir"));
  const isHalfMoved = movedFrom !== undefined && back === "";
  if (back === undefined || !(isHalfMoved || (await pointsAt(fs, admin, back, [worktree, movedFrom])))) {
    throw redirected(worktree, "the repository knows another worktree under its name");
  }
  return { worktree, admin };
}

/** Names of the worktrees of ours the repository has on file whose directories are gone, with their directories. */
export async function missingWorktrees(
  fs: FileSystem,
  commonDirectory: string,
  under: string,
): Promise<readonly WorktreeLink[]> {
  const missing: WorktreeLink[] = [];
  for (const admin of await adminDirectories(fs, commonDirectory)) {
    const back = await readLine(fs, joinPath(admin, "gitdir"));
    const worktree = back === undefined ? undefined : parentPath(resolvePath(admin, back));
    if (worktree === undefined || !worktree.startsWith(`${under}/`)) continue;
    if ((await fs.lstat(joinPath(worktree, ".git"))) === undefined) missing.push({ worktree, admin });
  }
  return missing;
}

/**
 * The repository's notes of a fork's worktree that git was killed over before it had written where that is. Git makes the note, writes the lock, here
 * for `reason`, then the place, then the rest: a note that has more belongs to a worktree that was there. Git keeps these for ever, because
 * they are locked, and shows them to nobody, because they name no directory.
 */
export async function unplacedAdmins(
  fs: FileSystem,
  commonDirectory: string,
  id: string,
  reason: string,
): Promise<readonly string[]> {
  const unplaced: string[] = [];
  for (const admin of await adminDirectories(fs, commonDirectory)) {
    const names = (await fs.names(admin)) ?? [];
    if (names.some((name) => name !== "locked" && name !== "gitdir")) continue;
    const place = (await readLine(fs, joinPath(admin, "gitdir"))) ?? "";
    const lock = (await lockReason(fs, admin)) ?? "";
    const isOurs = lock === reason || (lock === "" && isNoteOf(id, baseName(admin)));
    if (place === "" && isOurs) unplaced.push(admin);
  }
  return unplaced;
}

/** Git names a note after the worktree's directory, with a number behind it where the name is taken. */
function isNoteOf(id: string, name: string): boolean {
  return name.startsWith(id) && /^\d*$/u.test(name.slice(id.length));
}

/**
 * Whether git was killed while it wrote the `commondir` of this worktree. Until the empty file is gone each git dies that looks at the worktrees,
 * branches or all refs of the repository ("failed to read commondir"); one that was never written troubles none.
 */
export async function isTornAdmin(fs: FileSystem, admin: string): Promise<boolean> {
  return (await readLine(fs, joinPath(admin, "commondir"))) === "";
}

/** Whether that is so of any worktree of the repository that git looks at: those that name a place. */
export async function hasTornAdmin(fs: FileSystem, commonDirectory: string): Promise<boolean> {
  for (const admin of await adminDirectories(fs, commonDirectory)) {
    if ((await isTornAdmin(fs, admin)) && (await readLine(fs, joinPath(admin, "gitdir")))) return true;
  }
  return false;
}

async function adminDirectories(fs: FileSystem, commonDirectory: string): Promise<readonly string[]> {
  const directory = joinPath(commonDirectory, "worktrees");
  const admins: string[] = [];
  for (const name of (await fs.names(directory)) ?? []) {
    const admin = joinPath(directory, name);
    if ((await fs.lstat(admin))?.kind === "directory") admins.push(admin);
  }
  return admins;
}

/** Why a worktree is locked, possibly empty; `undefined` when it is not. */
export async function lockReason(fs: FileSystem, admin: string): Promise<string | undefined> {
  return readLine(fs, joinPath(admin, "locked"));
}

/** What a worktree's HEAD says, an object id or `ref: <name>`. */
export async function readHead(fs: FileSystem, admin: string): Promise<string | undefined> {
  return readLine(fs, joinPath(admin, "HEAD"));
}

async function pointsAt(
  fs: FileSystem,
  admin: string,
  back: string,
  places: readonly (string | undefined)[],
): Promise<boolean> {
  if (baseName(back) !== ".git") return false;
  const said = parentPath(resolvePath(admin, back));
  for (const place of places) {
    if (place === undefined) continue;
    if (said === place || ((await fs.realPath(said)) ?? said) === ((await fs.realPath(place)) ?? place)) return true;
  }
  return false;
}

/** First line of a small regular file; `undefined` when it is absent, something else, or too large to be one of git's. */
export async function readLine(fs: FileSystem, path: string): Promise<string | undefined> {
  const stat = await fs.lstat(path);
  if (stat?.kind !== "file" || stat.size > maxBytes) return undefined;
  const bytes = await fs.read(path, maxBytes);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).split("\n", 1)[0]?.trimEnd();
}

/** A path of one of git's files, absolute or relative to `base`, with `/` and without `.` and `..`. */
export function resolvePath(base: string, path: string): string {
  const slashed = path.replaceAll("\\", "/");
  const absolute = slashed.startsWith("/") || /^[A-Za-z]:\//u.test(slashed);
  const parts: string[] = [];
  for (const part of (absolute ? slashed : joinPath(base, slashed)).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function redirected(worktree: string, reason: string): WorkflowError {
  return new WorkflowError(
    "unsafe-path",
    `The worktree ${worktree} is not used: ${reason}.`,
    "Look at it by hand; git worktree repair puts it right, or move it away and open the fork again.",
  );
}
