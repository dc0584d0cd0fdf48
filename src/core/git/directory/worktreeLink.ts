import { WorkflowError } from "../../base/errors.ts";
import { joined, say, type Text } from "../../base/text.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import type { FileSystem } from "../../base/ports.ts";

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
 * run with somebody else's configuration.
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
  try {
    return await readLink(fs, commonDirectory, worktree, movedFrom);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    if (await isOnFileHere(fs, commonDirectory, worktree)) {
      const project = baseName(commonDirectory) === ".git" ? parentPath(commonDirectory) : commonDirectory;
      throw new WorkflowError(
        "unsafe-path",
        joined([error.text, say`“git worktree repair”, run in ${project}, puts that right.`]),
        say`Run it without a path: with one, git writes into what the .git file leads to. Nothing in the worktree is lost. Then try again.`,
        error,
      );
    }
    if ((await findLostAdmin(fs, commonDirectory, worktree)) === undefined) throw error;
    throw new WorkflowError(
      "unsafe-path",
      say`The worktree ${worktree} and its repository do not find each other; “git worktree repair ${worktree}” puts that right.`,
      say`This happens when one of them was moved. Nothing in it is lost: run that in the project, not in the worktree, then try again.`,
      error,
    );
  }
}

async function readLink(
  fs: FileSystem,
  commonDirectory: string,
  worktree: string,
  movedFrom?: string,
): Promise<WorktreeLink | undefined> {
  for (const directory of [parentPath(worktree), worktree]) {
    const stat = await fs.lstat(directory);
    if (stat === undefined) return undefined;
    if (stat.kind !== "directory") throw redirected(worktree, say`${directory} is not a directory`);
  }
  const dotGit = await readLine(fs, joinPath(worktree, ".git"));
  if (dotGit === undefined) throw redirected(worktree, say`it has no .git file`);
  const named = gitDirectoryNamed(dotGit);
  if (named === undefined) throw redirected(worktree, say`its .git file names no directory`);
  const admin = await fs.realPath(resolvePath(worktree, named));
  if (admin === undefined || parentPath(admin) !== joinPath(commonDirectory, "worktrees")) {
    throw redirected(worktree, say`its .git file leads to another repository`);
  }
  const common = await readLine(fs, joinPath(admin, "commondir"));
  if (common === undefined || (await fs.realPath(resolvePath(admin, common))) !== commonDirectory) {
    throw redirected(worktree, say`its commondir leads to another repository`);
  }
  const back = await readLine(fs, joinPath(admin, "gitdir"));
  const isHalfMoved = movedFrom !== undefined && back === "";
  if (back === undefined || !(isHalfMoved || (await pointsAt(fs, admin, back, [worktree, movedFrom])))) {
    throw redirected(worktree, say`the repository knows another worktree under its name`);
  }
  return { worktree, admin };
}

/**
 * Whether “git worktree repair”, without a path, writes the worktree's `.git` anew, whatever that leads to: the repository has it on file at this place, and `.git` is a file or
 * gone. A person is told so; nothing here does it where the file leads to something that is there, because somebody may have meant that.
 */
export async function isOnFileHere(fs: FileSystem, commonDirectory: string, worktree: string): Promise<boolean> {
  if ((await fs.lstat(worktree))?.kind !== "directory") return false;
  const kind = (await fs.lstat(joinPath(worktree, ".git")))?.kind;
  if (kind !== undefined && kind !== "file") return false;
  return (await adminOnFile(fs, commonDirectory, worktree)) !== undefined;
}

/** The repository's own directory for the worktree that it has on file at a place. */
async function adminOnFile(fs: FileSystem, commonDirectory: string, worktree: string): Promise<string | undefined> {
  for (const admin of await adminDirectories(fs, commonDirectory)) {
    if ((await placeOf(fs, admin)) === worktree && (await isWhole(fs, commonDirectory, admin))) return admin;
  }
  return undefined;
}

/**
 * The repository's own directory for a worktree that plainly was its worktree, though the two do not point at each other: either was moved, or the
 * worktree's `.git` is gone. It is what “git worktree repair” connects it with. `undefined`: there is none, or another worktree stands where that
 * one is on file, so that this may be a copy.
 */
export async function findLostAdmin(
  fs: FileSystem,
  commonDirectory: string,
  worktree: string,
): Promise<string | undefined> {
  if ((await fs.lstat(worktree))?.kind !== "directory") return undefined;
  const dotGit = joinPath(worktree, ".git");
  if ((await fs.lstat(dotGit)) === undefined) return adminOnFile(fs, commonDirectory, worktree);
  const named = gitDirectoryNamed(await readLine(fs, dotGit));
  if (named === undefined) return undefined;
  const there = await fs.realPath(resolvePath(worktree, named));
  const admin = there ?? joinPath(commonDirectory, "worktrees", baseName(named));
  if (parentPath(admin) !== joinPath(commonDirectory, "worktrees")) return undefined;
  const place = await placeOf(fs, admin);
  if (place === undefined || !(await isWhole(fs, commonDirectory, admin))) return undefined;
  return place !== worktree && (await fs.lstat(joinPath(place, ".git"))) !== undefined ? undefined : admin;
}

/** Where the repository has this worktree on file. */
export async function placeOf(fs: FileSystem, admin: string): Promise<string | undefined> {
  const back = await readLine(fs, joinPath(admin, "gitdir"));
  return back === undefined || back === "" ? undefined : parentPath(resolvePath(admin, back));
}

async function isWhole(fs: FileSystem, commonDirectory: string, admin: string): Promise<boolean> {
  const common = await readLine(fs, joinPath(admin, "commondir"));
  return common !== undefined && (await fs.realPath(resolvePath(admin, common))) === commonDirectory;
}

/** What a `.git` file names, as it stands there. */
export function gitDirectoryNamed(line: string | undefined): string | undefined {
  return line?.startsWith("gitdir: ") === true ? line.slice("gitdir: ".length) : undefined;
}

/**
 * Makes worktree and repository point at each other, each file old or new. Unlike “git worktree repair” it looks at no other worktree: that one
 * takes those of the original away from it when it runs in a copy of a project.
 */
export async function connectWorktree(fs: FileSystem, { worktree, admin }: WorktreeLink): Promise<void> {
  await fs.writeAtomic(joinPath(admin, "gitdir"), new TextEncoder().encode(`${worktree}/.git\n`));
  const dotGit = joinPath(worktree, ".git");
  const named = gitDirectoryNamed(await readLine(fs, dotGit));
  if (named !== undefined && (await fs.realPath(resolvePath(worktree, named))) === admin) return;
  await fs.writeAtomic(dotGit, new TextEncoder().encode(`gitdir: ${admin}\n`));
}

/**
 * The repository's notes of a fork's worktree that git was killed over before it had written where that is. Git makes the note, writes the lock, here
 * for `reason`, then the path, then the rest: a note that has more belongs to a worktree that was there. Git keeps these for ever, because
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

function redirected(worktree: string, reason: Text): WorkflowError {
  return new WorkflowError(
    "unsafe-path",
    say`The worktree ${worktree} is not used: ${reason}.`,
    say`Look at it by hand; move it away and open the fork again.`,
  );
}
