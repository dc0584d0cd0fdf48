import { WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import { mainCheckout } from "../git/directory/gitDirectory.ts";
import type { Repository } from "../git/repository/repository.ts";
import { baseName, joinPath, parentPath } from "../files/paths.ts";
import type { FileSystem } from "../base/ports.ts";
import { readOrNothing } from "../files/readOrNothing.ts";
import { outputText } from "../git/repository/nulText.ts";
import { isObjectId } from "../git/repository/objectId.ts";
import { temporaryName } from "../sessions/model/sessionNames.ts";
import { temporaryId, workflowName } from "../sessions/sessionContext.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { adoptedWorktree, branchOfFork, sessionInWorktree, sessionOnBranch } from "./forkBranch.ts";
import { bisectedBranch, rebasedBranch } from "./heldBranches.ts";
import { forkBranchRef, isAddingName, worktreePath, worktreesName } from "./forkNames.ts";
import { readLine, readWorktreeLink, resolvePath, type WorktreeLink } from "../git/directory/worktreeLink.ts";

/** What a repository has on file of one of its linked worktrees, wherever that lies and whether or not it is there. */
export interface WorktreeNote extends WorktreeLink {
  /** Full name of the branch it works on, also while that is rebased or bisected; `undefined`: HEAD is detached. */
  readonly branch: string | undefined;
}

/** Bytes of a HEAD's log beyond which it is not read. */
const largestLog = 8 * 1024 * 1024;

/** Files that name the branch while HEAD is detached for the time of an operation, and how their first line is read. */
const setAside = [
  ["rebase-merge/head-name", rebasedBranch],
  ["rebase-apply/head-name", rebasedBranch],
  ["BISECT_START", bisectedBranch],
] as const;

/**
 * The notes of all linked worktrees that name a path, read from files: a hint that `readWorktreeLink` has to confirm. `commonDirectory` is
 * canonical.
 */
export async function worktreeNotes(fs: FileSystem, commonDirectory: string): Promise<readonly WorktreeNote[]> {
  const directory = joinPath(commonDirectory, "worktrees");
  const notes: WorktreeNote[] = [];
  for (const name of (await fs.names(directory)) ?? []) {
    const admin = joinPath(directory, name);
    const back = await firstLine(fs, joinPath(admin, "gitdir"));
    if (back === undefined) continue;
    notes.push({ worktree: parentPath(resolvePath(admin, back)), admin, branch: await branchOf(fs, admin) });
  }
  return notes;
}

/** The branch that a worktree works on; `admin` is its own git directory. */
export async function branchOf(fs: FileSystem, admin: string): Promise<string | undefined> {
  const head = await firstLine(fs, joinPath(admin, "HEAD"));
  if (head?.startsWith("ref: ") === true) return head.slice("ref: ".length);
  for (const [name, readBranch] of setAside) {
    const line = await firstLine(fs, joinPath(admin, name));
    const branch = line === undefined ? undefined : readBranch(line);
    if (branch !== undefined) return branch;
  }
  return undefined;
}

/** Full name of the branch that a detached HEAD has left last, as its log says it; `undefined`: that says nothing, so HEAD was never on one there. */
export async function leftBranch(fs: FileSystem, admin: string): Promise<string | undefined> {
  const log = await readOrNothing(fs, joinPath(admin, "logs", "HEAD"), largestLog);
  if (log === undefined) return undefined;
  const moves = outputText(log).matchAll(/\tcheckout: moving from (?<from>\S+) to \S+$/gmu);
  const from = [...moves].at(-1)?.groups?.["from"];
  return from === undefined || isObjectId(from) ? undefined : `refs/heads/${from}`;
}

/**
 * The notes that are about a fork: of its branch, or of its own path; not of where a worktree is being made, nor of where another workspace of the
 * repository has its own, whose fork may have the name of a session here.
 */
async function notesOf(
  fs: FileSystem,
  root: string,
  id: SessionId,
  notes: readonly WorktreeNote[],
): Promise<readonly WorktreeNote[]> {
  const own = worktreePath(root, id);
  const forkBranch = branchOfFork({ fs, root }, id);
  const adopted = adoptedWorktree({ fs, root }, id);
  // Its HEAD has left the branch for a while; another tool's worktree that is there now has never been on it.
  const detached = notes.find(({ worktree, branch }) => worktree === adopted && branch === undefined);
  const hasLeft = detached !== undefined && (await leftBranch(fs, detached.admin)) === forkBranch;
  const about = notes.filter((note) => {
    const { worktree, branch } = note;
    if (worktree === own || (hasLeft && note === detached)) return true;
    const directory = parentPath(worktree);
    const isOthers =
      directory !== parentPath(own) &&
      baseName(directory) === worktreesName &&
      fs.kindNow(joinPath(parentPath(directory), workflowName)) === "directory";
    return branch === forkBranch && !isAddingName(baseName(directory)) && !isOthers;
  });
  // Where the branch is checked out twice, the one that the fork was made of counts.
  const isMeant = ({ worktree }: WorktreeNote): boolean => worktree === adopted;
  return [...about.filter(isMeant), ...about.filter((note) => !isMeant(note))];
}

/** Where to look for the worktrees of a workspace's forks. */
interface ForkPlace {
  readonly root: string;
  /** Canonical. */
  readonly commonDirectory: string;
}

/** A fork's worktree with its link checked, and where git has it on file though nothing is there. */
export interface FoundWorktree {
  readonly link: WorktreeLink | undefined;
  readonly missing: readonly WorktreeLink[];
}

/**
 * Looks for a fork's worktree at its own path, then wherever git says that its branch is checked out, because a person may have moved it.
 * `notes`: left out, they are read when they are needed. Throws `unsafe-path` for a worktree that leads elsewhere.
 */
export async function lookForWorktree(
  fs: FileSystem,
  { root, commonDirectory }: ForkPlace,
  id: SessionId,
  notes?: readonly WorktreeNote[],
): Promise<FoundWorktree> {
  const own = await readWorktreeLink(fs, commonDirectory, worktreePath(root, id));
  if (own !== undefined && !(await isAnothers({ fs, root }, id, own.admin))) return { link: own, missing: [] };
  const missing: WorktreeLink[] = [];
  for (const { worktree, admin } of await notesOf(fs, root, id, notes ?? (await worktreeNotes(fs, commonDirectory)))) {
    if (worktree === own?.worktree) continue;
    const link = await readWorktreeLink(fs, commonDirectory, worktree);
    if (link !== undefined) return { link, missing: [] };
    missing.push({ worktree, admin });
  }
  return { link: undefined, missing };
}

/**
 * Whether what stands where a fork has its worktree is somebody else's: of another session, by the branch it works on, or of another tool, where the fork
 * was made of a branch that was there before. `admin`: the worktree's own git directory.
 */
export async function isAnothers(
  { fs, root }: { readonly fs: FileSystem; readonly root: string },
  id: SessionId,
  admin: string,
): Promise<boolean> {
  const own = branchOfFork({ fs, root }, id);
  const branch = await branchOf(fs, admin);
  if (branch === undefined || branch === own) return false;
  if (own !== forkBranchRef(id)) return true;
  const other = await sessionOnBranch(fs, root, branch);
  return other !== undefined && other !== id;
}

/** The fork of this workspace whose branch a linked worktree works on: it is the fork's, wherever it lies. `worktree` is its top. */
export async function forkWorkedOnAt(
  fs: FileSystem,
  { root, commonDirectory }: ForkPlace,
  worktree: string,
): Promise<SessionId | undefined> {
  const note = (await worktreeNotes(fs, commonDirectory)).find((one) => one.worktree === worktree);
  if (note === undefined) return undefined;
  if (note.branch !== undefined) return await sessionOnBranch(fs, root, note.branch);
  const session = await sessionInWorktree(fs, root, worktree);
  const isFork = session !== undefined && (await leftBranch(fs, note.admin)) === branchOfFork({ fs, root }, session);
  return isFork ? session : undefined;
}

/**
 * Throws `refused` while a workspace in another working tree of the repository has a session of this name too: the two share their private refs, and
 * whose is which is not told there. Where there is a main checkout, all belong to its workspace. `what`: what would happen to the other's.
 */
export async function requireUnshared(fs: FileSystem, { paths }: Repository, id: SessionId, what: Text): Promise<void> {
  const common = (await fs.realPath(paths.commonDir)) ?? paths.commonDir;
  if ((await mainCheckout(fs, common)) !== undefined) return;
  const own = await fs.realPath(paths.root);
  const noted = (await worktreeNotes(fs, common)).map(({ worktree }) => worktree);
  const others = noted.filter((top) => top !== own && baseName(parentPath(top)) !== worktreesName);
  const away = others.find((top) => fs.kindNow(top) === undefined);
  if (away !== undefined)
    throw new WorkflowError(
      "refused",
      say`${away} is not there, and may have a session ${id} whose checkpoints are kept under the same name: ${what}.`,
      say`If that working tree was moved, run “git worktree repair” in it; if it was deleted, run “git worktree prune”. Then try again.`,
    );
  const names = id === temporaryId ? [id, temporaryName] : [id];
  const isThere = (top: string): boolean =>
    names.some((name) => fs.kindNow(joinPath(top, workflowName, name)) === "directory");
  const other = others.find(isThere);
  if (other === undefined) return;
  throw new WorkflowError(
    "refused",
    say`${other} has a session ${id} too, whose checkpoints are kept under the same name: ${what}.`,
    id === temporaryId
      ? say`Move its .workflow/.temporary away first.`
      : say`Complete and archive one of the two first.`,
  );
}

/** Most are read at once; where that cannot be done, and where there is nothing, the long way tells. */
async function firstLine(fs: FileSystem, path: string): Promise<string | undefined> {
  const bytes = fs.peek(path);
  const line =
    bytes === undefined ? await readLine(fs, path) : new TextDecoder().decode(bytes).split("\n", 1)[0]?.trimEnd();
  return line === "" ? undefined : line;
}
