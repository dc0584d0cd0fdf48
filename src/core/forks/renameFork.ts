import { updatePrivateRefs } from "../git/refs/privateRefs.ts";
import { findSession } from "../sessions/places/findSession.ts";
import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { outputText } from "../git/repository/nulText.ts";
import { refName, type RefName, shortName } from "../git/repository/refName.ts";
import { branchOfFork } from "../worktrees/forkBranch.ts";
import { listRefs, readRef, updateRefs, type RefChange } from "../git/refs/refs.ts";
import { joinPath, parentPath } from "../files/paths.ts";
import { idPrefix, sessionIdFromSlug, type SessionId } from "../sessions/model/sessionId.ts";
import { usedBy } from "./worktree/branchUse.ts";
import { forkBranchName, forkBranchRef, worktreePath } from "../worktrees/forkNames.ts";
import { worktreeRepository, type ForkContext } from "./model/forkContext.ts";
import { throwIfCancelled } from "../git/repository/cancellation.ts";
import { notAFork } from "./listForks.ts";
import { findWorktree } from "./worktree/makeWorktree.ts";
import { connectWorktree, readWorktreeLink } from "../git/directory/worktreeLink.ts";
import { requireUnshared } from "../worktrees/worktreeNotes.ts";

export interface RenamedFork {
  readonly id: SessionId;
  readonly from: SessionId;
  readonly branch: string;
  readonly worktree: string | null;
}

/**
 * Gives a fork another name: session, branch, worktree, checkpoints, and the forks that name it as their origin. All steps are written down
 * first and each can be repeated, so an interrupted rename is carried to its end (`continueRename`). A branch that was there before the fork keeps its name, and its worktree
 * its place.
 */
export async function renameFork(
  context: ForkContext,
  id: SessionId,
  slug: string,
  signal?: AbortSignal,
): Promise<RenamedFork> {
  const to = sessionIdFromSlug(slug);
  const session = await context.sessions.get(id);
  if (session.record.forked_from === undefined) throw notAFork(id);
  if (session.state === "archived") {
    throw new WorkflowError("refused", say`${id} is archived.`, say`Only forks that are not archived can be renamed.`);
  }
  await requireFree(context, id, to);
  await requireMovable(context, id);
  throwIfCancelled(signal);
  await context.journal.begin(id, { operation: "rename", to, active: session.active });
  try {
    return await continueRename(context, id, to, session.active);
  } catch (error) {
    context.journal.leave(id);
    throw error;
  }
}

/** Takes the steps that are not taken yet. */
export async function continueRename(
  context: ForkContext,
  from: SessionId,
  to: SessionId,
  active: boolean,
): Promise<RenamedFork> {
  const branch = adoptedBranchOf(context, from) ?? adoptedBranchOf(context, to);
  if (branch === undefined) await copyBranch(context, from, to);
  const worktree = await moveWorktree(context, from, to);
  await moveRefs(context, from, to);
  await moveSession(context, from, to, active);
  await moveOrigins(context, from, to);
  await context.journal.end(from);
  await context.events?.note("session.renamed", to, { from });
  return { id: to, from, branch: branch === undefined ? forkBranchName(to) : shortName(branch), worktree };
}

async function requireFree(context: ForkContext, from: SessionId, to: SessionId): Promise<void> {
  const { fs, repository, root, sessions } = context;
  const directories = [sessions.directory, joinPath(sessions.directory, "completed")];
  const names = await Promise.all(directories.map(async (directory) => (await fs.names(directory)) ?? []));
  // Case twins would be one directory on many file systems.
  const twin = names
    .flat()
    .find((name) => name.startsWith(idPrefix) && name.toLowerCase() === to.toLowerCase() && name !== from);
  const refs = await listRefs(repository, forkBranchRef(to), `refs/workflow/${to}/`);
  const taken =
    from.toLowerCase() === to.toLowerCase() ||
    twin !== undefined ||
    refs.length > 0 ||
    (await fs.lstat(worktreePath(root, to))) !== undefined;
  if (!taken) return;
  throw new WorkflowError(
    "exists",
    say`The name ${to} is taken, by a session, a branch or a worktree.`,
    say`Choose another name.`,
  );
}

/** Refused before anything moves: the branch leaves every checkout of it, and the repositories of submodules hold the path of the worktree. */
async function requireMovable(context: ForkContext, from: SessionId): Promise<void> {
  await requireUnshared(context.fs, context.repository, from, say`they would get the new name too`);
  const link = await findWorktree(context, from);
  const own = worktreePath(context.root, from);
  const isAdopted = adoptedBranchOf(context, from) !== undefined;
  if (isAdopted && link?.worktree !== own) return;
  const used = isAdopted
    ? undefined
    : link === undefined
      ? await usedBy(context, refName(forkBranchRef(from)))
      : link.worktree;
  if (used !== undefined && used !== own) {
    throw new WorkflowError(
      "refused",
      say`The branch of ${from} is checked out at ${used}, which would lose it by the renaming.`,
      say`Bring a worktree back (git worktree move ${used} .worktrees/${from}), or switch that checkout to another branch, then try again.`,
    );
  }
  if (link === undefined || (await context.fs.lstat(joinPath(link.admin, "modules"))) === undefined) return;
  throw new WorkflowError(
    "refused",
    say`The worktree of ${from} has submodules, whose repositories hold its path.`,
    say`Remove the worktree (git worktree remove), rename the fork, then open it again.`,
  );
}

/** The branch that was there before the fork. */
function adoptedBranchOf(context: ForkContext, id: SessionId): RefName | undefined {
  const branch = branchOfFork(context, id);
  return branch === forkBranchRef(id) ? undefined : branch;
}

/** With its log, which says what was done in it. The new branch first, then the worktree's HEAD, the old branch last: HEAD names an existing branch at every moment. */
async function copyBranch(context: ForkContext, from: SessionId, to: SessionId): Promise<void> {
  const { repository } = context;
  const [oldRef, newRef] = [refName(forkBranchRef(from)), refName(forkBranchRef(to))];
  const head = await readRef(repository, oldRef);
  if (head === undefined) return;
  const copied = await readRef(repository, newRef);
  if (copied === undefined) await repository.write(["branch", "--copy", forkBranchName(from), forkBranchName(to)]);
  else if (copied !== head) {
    await updateRefs(repository, [{ ref: newRef, from: copied, to: head }], { reflog: `fork: renamed from ${from}` });
  }
  for (const place of [from, to]) {
    const link = await readWorktreeLink(
      context.fs,
      context.commonDirectory,
      worktreePath(context.root, place),
      worktreePath(context.root, from),
    );
    if (link === undefined) continue;
    const inside = worktreeRepository(context, link);
    const { stdout } = await inside.answer(["symbolic-ref", "--quiet", "HEAD"], [1]);
    if (outputText(stdout) === oldRef)
      await inside.write(["symbolic-ref", "-m", `fork: renamed from ${from}`, "HEAD", newRef]);
  }
  await updateRefs(repository, [{ ref: oldRef, from: head, to: undefined }]);
  const [old, now] = [`branch.${forkBranchName(from)}`, `branch.${forkBranchName(to)}`];
  const config = ["config", "--local"];
  const { exitCode } = await repository.answer([...config, "--get-regexp", `^${now}\\.`], [1]);
  const isCopied = exitCode === 0;
  await repository.write([...config, ...(isCopied ? ["--remove-section", old] : ["--rename-section", old, now])], {
    okExitCodes: [1, 128],
  });
}

async function moveWorktree(context: ForkContext, from: SessionId, to: SessionId): Promise<string | null> {
  const { fs, root, commonDirectory } = context;
  const [oldPath, newPath] = [worktreePath(root, from), worktreePath(root, to)];
  const old = await findWorktree(context, from);
  // A branch that was there before the fork may be checked out anywhere, and stays so.
  if (old !== undefined && old.worktree !== oldPath) return old.worktree;
  if (old !== undefined) await fs.rename(oldPath, newPath);
  const moved = await readWorktreeLink(fs, commonDirectory, newPath, oldPath);
  if (moved === undefined) return null;
  await connectWorktree(fs, moved);
  return newPath;
}

/** Checkpoints and all other private refs, in one transaction. */
async function moveRefs(context: ForkContext, from: SessionId, to: SessionId): Promise<void> {
  const prefix = `refs/workflow/${from}/`;
  const changes = (await listRefs(context.repository, prefix)).flatMap(({ ref, id }): readonly RefChange[] => [
    { ref: refName(`refs/workflow/${to}/${ref.slice(prefix.length)}`), from: undefined, to: id },
    { ref, from: id, to: undefined },
  ]);
  await updatePrivateRefs(context, changes);
}

async function moveSession(context: ForkContext, from: SessionId, to: SessionId, active: boolean): Promise<void> {
  const { fs, sessions } = context;
  const old = await findSession(fs, sessions.directory, from);
  if (old !== undefined && (await findSession(fs, sessions.directory, to)) === undefined) {
    await fs.rename(old.path, joinPath(parentPath(old.path), to));
    await fs.syncDirectory(parentPath(old.path));
  }
  await sessions.updateRecord(to, () => ({ session_id: to }));
  if (active && (await sessions.active()).active === undefined) await sessions.switchTo(to);
}

async function moveOrigins(context: ForkContext, from: SessionId, to: SessionId): Promise<void> {
  for (const { id, record } of await context.sessions.list()) {
    if (record.forked_from?.session !== from) continue;
    await context.sessions.updateRecord(id, ({ forked_from: origin }) =>
      origin === undefined ? {} : { forked_from: { ...origin, session: to } },
    );
  }
}
