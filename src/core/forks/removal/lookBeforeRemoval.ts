import { WorkflowError } from "../../base/errors.ts";
import { readHead } from "../../git/refs/readHead.ts";
import { readRef } from "../../git/refs/refs.ts";
import { outputText } from "../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../git/repository/objectId.ts";
import { Repository } from "../../git/repository/repository.ts";
import { joinPath } from "../../files/paths.ts";
import type { ForkOrigin } from "../../sessions/model/session.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { adoptedWorktree, branchOfFork, sessionOnBranch } from "../../worktrees/forkBranch.ts";
import { forkBranchRef } from "../../worktrees/forkNames.ts";
import { Divergences } from "../model/divergence.ts";
import { worktreeRepository, type ForkContext } from "../model/forkContext.ts";
import { readHeads } from "../model/forkHeads.ts";
import { findMerged, type ForkToLookFor } from "../model/mergedFork.ts";
import { readLandingTargets, targetsOf } from "../model/landingTargets.ts";
import { findWorktree, isInPlace } from "../worktree/makeWorktree.ts";
import { ownCommits } from "./ownCommits.ts";
import { measureIgnored } from "./ignoredPaths.ts";
import { operationsInProgress } from "../../git/directory/operationsInProgress.ts";
import type { WorktreeLink } from "../../git/directory/worktreeLink.ts";
import { innerRepositories, isRepository, unsavedPaths } from "./unsavedPaths.ts";
import { worktreeContents } from "../worktree/worktreeStatus.ts";
import type { Loss, RemovalView } from "./loss.ts";

/** A hundred thousand lines of a log. */
const mostLogBytes = 32 * 1024 * 1024;

const nothing: Omit<Loss, "commits"> = {
  uncommitted: [],
  submodules: [],
  operations: [],
  repositories: [],
  unkept: [],
  ignored: [],
};

export function losesNothing(loss: Loss): boolean {
  const { uncommitted, commits, submodules, operations, repositories } = loss;
  const lists = [uncommitted, submodules, operations, repositories];
  return commits.count === 0 && lists.every(({ length }) => length === 0);
}

/**
 * Looks at the branch, the worktree's own HEAD (it may be detached), its files and its submodules. Changes nothing. `moved`: the worktree where
 * it was renamed to; changes inside its submodules are not seen there.
 */
export async function lookBeforeRemoval(
  context: ForkContext,
  id: SessionId,
  origin: ForkOrigin,
  signal?: AbortSignal,
  moved?: WorktreeLink,
): Promise<RemovalView> {
  const branch = branchOfFork(context, id);
  const head = await readRef(context.repository, branch, signal);
  const standing = moved ?? (await findWorktree(context, id));
  const isOwn = branch === forkBranchRef(id);
  const isLeft = !isOwn && moved === undefined && standing !== undefined && !(await isMadeFor(context, id, standing));
  const stays = isOwn ? undefined : { branch, worktree: isLeft ? standing : undefined };
  const worktree = isLeft ? undefined : standing;
  const going = isOwn ? [branch] : [];
  const inside = worktree === undefined ? undefined : worktreeRepository(context, worktree);
  const own = inside === undefined ? undefined : await readHead(inside, context.fs, signal);
  const heads = new Set([head, own?.commit].filter((commit) => commit !== undefined));
  const kept = await keptByCheckpoint(context, origin, signal);
  const held = await ownCommits(context.repository, going, [...heads], kept, signal);
  const merged =
    held.count > 0 && head !== undefined ? await mergedHead(context, { id, origin, head }, signal) : undefined;
  // The removal keeps them under `removed-head` all the same.
  const commits =
    merged === undefined ? held : await ownCommits(context.repository, going, [...heads], [...kept, merged], signal);
  const loss = { ...(worktree === undefined ? nothing : await lookInside(context, worktree, signal, moved)), commits };
  return { id, head, worktree, stays, loss };
}

/**
 * Whether the worktree of a fork that was made of a branch is one that this product has made for it: in its place, not there before the fork, and not
 * by now that of another session on the same branch.
 */
async function isMadeFor(context: ForkContext, id: SessionId, link: WorktreeLink): Promise<boolean> {
  if (!isInPlace(context, id, link) || adoptedWorktree(context, id) === link.worktree) return false;
  const owner = await sessionOnBranch(context.fs, context.root, branchOfFork(context, id));
  return owner === undefined || owner === id;
}

/** What would go with the files of a worktree. `moved`: it was renamed, so changes inside its submodules are not seen. */
export async function lookInside(
  context: ForkContext,
  link: WorktreeLink,
  signal?: AbortSignal,
  moved?: WorktreeLink,
): Promise<Omit<Loss, "commits">> {
  const inside = worktreeRepository(context, link);
  const contents = await worktreeContents(context, inside, { signal, moved: moved !== undefined });
  const uncommitted = contents.uncommitted.filter((path) => !isRepository(path));
  return {
    uncommitted,
    submodules: await unsharedSubmodules(context, link, signal),
    operations: await operationsInProgress(context.fs, link),
    repositories: await innerRepositories(context, inside, contents, signal),
    unkept: await unsavedPaths(context.fs, inside, uncommitted),
    ignored: await measureIgnored(context.fs, inside.paths.root, contents.ignored),
  };
}

/** Up to which commit what the fork changed is kept by other commits than its own (a squash, a rebase). */
async function mergedHead(
  context: ForkContext,
  { id, origin, head }: ForkToLookFor,
  signal?: AbortSignal,
): Promise<ObjectId | undefined> {
  const heads = await readHeads(context, signal);
  const targets = targetsOf(id, origin.session, heads, await readLandingTargets(context, heads, { signal }));
  return (await findMerged(context, new Divergences(context.fs), { id, origin, head }, targets, signal))?.head;
}

/** A fork that starts from a checkpoint has one commit with the checkpoint's tree; as long as the checkpoint stands, it is not a loss. */
async function keptByCheckpoint(
  context: ForkContext,
  origin: ForkOrigin,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (origin.checkpoint === undefined || !isObjectId(origin.commit)) return [];
  const { checkpoints, repository } = context;
  try {
    const { tree } = await checkpoints.find(origin.session as SessionId, origin.checkpoint, signal);
    const { stdout } = await repository.answer(["rev-parse", "--verify", "--quiet", `${origin.commit}^{tree}`], [1]);
    return new TextDecoder().decode(stdout).trim() === tree ? [origin.commit] : [];
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "not-found") return [];
    throw error;
  }
}

/** A worktree has submodule repositories of its own, which go with it: commits made there and never pushed would be gone. */
async function unsharedSubmodules(
  context: ForkContext,
  link: WorktreeLink,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const unshared: string[] = [];
  const modules = joinPath(link.admin, "modules");
  for (const gitDir of await moduleDirectories(context, modules, 0)) {
    const { format } = context.repository.paths;
    const module = new Repository(context.git, { root: link.worktree, gitDir, commonDir: gitDir, format });
    const options = { stdin: await committedThere(context, gitDir), signal };
    const all = ["rev-list", "--count", "--ignore-missing", "--all", "HEAD", "--stdin"];
    const count = await module.text([...all, "--not", "--remotes", "--"], options);
    if (count !== "0") unshared.push(gitDir.slice(modules.length + 1));
  }
  return unshared;
}

/** Commits that HEAD has been at, one a line: some may be on no branch any more. */
async function committedThere({ fs }: ForkContext, gitDir: string): Promise<Uint8Array> {
  const log = outputText((await fs.read(joinPath(gitDir, "logs", "HEAD"), mostLogBytes)) ?? new Uint8Array());
  const ids = log.split("\n").map((line) => line.split(" ")[1] ?? "");
  return new TextEncoder().encode(ids.filter(isObjectId).join("\n"));
}

/** Directories with a HEAD below `modules`; names of submodules may have slashes. */
async function moduleDirectories(context: ForkContext, directory: string, depth: number): Promise<readonly string[]> {
  if (depth > 8 || (await context.fs.lstat(directory))?.kind !== "directory") return [];
  if ((await context.fs.lstat(joinPath(directory, "HEAD"))) !== undefined) {
    return [directory, ...(await moduleDirectories(context, joinPath(directory, "modules"), depth + 1))];
  }
  const found: string[] = [];
  for (const name of (await context.fs.names(directory)) ?? []) {
    found.push(...(await moduleDirectories(context, joinPath(directory, name), depth + 1)));
  }
  return found;
}
