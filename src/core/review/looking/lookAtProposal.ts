import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { emptyTree } from "../../git/objects/commits.ts";
import { readHead } from "../../git/refs/readHead.ts";
import { readRef } from "../../git/refs/refs.ts";
import { outputText } from "../../git/repository/nulText.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import { isRefName, plainRefName, type RefName } from "../../git/repository/refName.ts";
import type { Head, Repository } from "../../git/repository/repository.ts";
import { findIntegration } from "../../found/model/integrationBranch.ts";
import { branchOfFork, refsBesideFork } from "../../worktrees/forkBranch.ts";
import type { Worktree, Worktrees } from "../../worktrees/worktree.ts";
import { broughtHistory } from "../proposal/broughtHistory.ts";
import { TreeProposal } from "../proposal/treeProposal.ts";
import type { Kept } from "../vault/keptObjects.ts";
import { findMergeBase } from "../vault/mergeInVault.ts";
import { requestRef } from "../vault/requestRefs.ts";
import type { Vault } from "../vault/vault.ts";
import type { Layer, LookedProposal, LookTarget } from "./lookedProposal.ts";
import { uncommittedTree, type UncommittedParts, type UncommittedTree } from "./uncommittedTree.ts";

/** A branch and where it stands. */
interface StandingRef {
  readonly ref: RefName;
  readonly commit: ObjectId;
}

export interface LookContext extends UncommittedParts {
  /** The directory that holds, or would hold, `.workflow`. */
  readonly root: string;
  readonly worktrees: Worktrees;
  readonly vault: Vault;
  /** Under which the vault keeps what is looked at (requestRefs.ts). */
  readonly name: string;
}

/** Where work stands: what a look can ask for once a second. */
interface Standing {
  readonly branch: RefName | null;
  readonly path: string | null;
  readonly head: ObjectId | null;
  readonly onto: StandingRef | null;
}

/**
 * Makes of work that nobody has asked a review for what a merge request shows: its files against the merge base with the integration branch, and what its working
 * tree has beyond its head as a layer of its own. Everything is imported into the vault and compared there; nothing of the repository runs, and nothing in
 * it changes. Throws `not-found` where branch or working tree is gone, else as `Vault.bring`.
 */
export async function lookAtProposal(
  context: LookContext,
  target: LookTarget,
  signal?: AbortSignal,
): Promise<LookedProposal> {
  const { vault, name } = context;
  const { worktree, ...standing } = await place(context, target, signal);
  const { head, onto } = standing;
  const kept = (what: string, id: ObjectId): Kept => ({ ref: requestRef(name, what), id });
  const commits = [
    ...(head === null ? [] : [kept("head", head)]),
    ...(onto === null ? [] : [kept("onto", onto.commit)]),
  ];
  const { standing: had } = commits.length === 0 ? { standing: undefined } : await vault.bring(commits, signal);
  await vault.keep(commits, had, signal);
  const [compared, edited] = await Promise.all([
    compare(vault, standing, target, signal),
    worktree === undefined ? undefined : edits(context, worktree, head, signal),
  ]);
  return {
    target,
    ...standing,
    ...compared,
    ...edited,
    uncommitted: edited?.uncommitted ?? null,
    skipped: edited?.skipped ?? [],
  };
}

/** The same for what has moved since: the very object that was given where nothing has. */
export async function lookAgain(
  context: LookContext,
  before: LookedProposal,
  signal?: AbortSignal,
): Promise<LookedProposal> {
  const { worktree, ...standing } = await place(context, before.target, signal, before.onto?.ref);
  if (!isSame(before, standing)) return lookAtProposal(context, before.target, signal);
  if (worktree === undefined) return before;
  const seen = await uncommittedTree(context, context.vault.repository, worktree, standing.head ?? undefined, signal);
  const skipped = JSON.stringify(seen.skipped);
  if (before.uncommitted?.shown.to === seen.tree && JSON.stringify(before.skipped) === skipped) return before;
  return { ...before, ...(await layerOf(context, seen, standing.head, signal)) };
}

/** Whether branch, head and integration branch are where they were: one or two processes. */
export async function stands(context: LookContext, before: LookedProposal, signal?: AbortSignal): Promise<boolean> {
  return isSame(before, await place(context, before.target, signal, before.onto?.ref));
}

function isSame(before: Standing, now: Standing): boolean {
  return (
    before.branch === now.branch &&
    before.head === now.head &&
    before.path === now.path &&
    before.onto?.ref === now.onto?.ref &&
    before.onto?.commit === now.onto?.commit
  );
}

/** @param known what it was compared with before, which is looked for no more as long as it stands */
async function place(
  context: LookContext,
  target: LookTarget,
  signal?: AbortSignal,
  known?: RefName,
): Promise<Standing & { readonly worktree: Worktree | undefined }> {
  const { worktrees, fs } = context;
  const main = await worktrees.looking(signal);
  const worktree = await findWorktree(worktrees, fs, main, target, signal);
  const [head, onto] = await Promise.all([
    worktree === undefined
      ? headOfBranch(main, branchOf(context, target), signal)
      : readHead(worktree.repository, fs, signal),
    comparedWith(main, context, target, signal, known),
  ]);
  return {
    branch: head.branch ?? null,
    path: worktree?.repository.paths.root ?? null,
    head: head.commit ?? null,
    onto: onto ?? null,
    worktree,
  };
}

/** `undefined`: it is in none. */
async function findWorktree(
  worktrees: Worktrees,
  fs: LookContext["fs"],
  main: Repository,
  target: LookTarget,
  signal?: AbortSignal,
): Promise<Worktree | undefined> {
  switch (target.kind) {
    case "branch":
      return undefined;
    case "changes":
      return worktrees.checkout(signal);
    case "fork": {
      const path = await worktrees.worktreeOf(target.session, signal);
      return path === undefined ? undefined : worktrees.at(path, signal);
    }
    case "worktree": {
      const [meant, top] = await Promise.all([fs.realPath(target.path), fs.realPath(main.paths.root)]);
      if (meant === undefined) throw gone(target.path);
      return meant === top ? worktrees.checkout(signal) : worktrees.at(target.path, signal);
    }
    default:
      return target satisfies never;
  }
}

/** The branch of what is in no working tree. */
function branchOf(context: LookContext, target: LookTarget): RefName {
  if (target.kind === "branch") return target.branch;
  if (target.kind === "fork") return branchOfFork(context, target.session);
  throw new TypeError(`What is looked at (${target.kind}) has no branch of its own.`);
}

async function headOfBranch(main: Repository, branch: RefName, signal?: AbortSignal): Promise<Head> {
  const commit = await readRef(main, branch, signal);
  if (commit === undefined) throw gone(plainRefName(branch));
  return { branch, commit };
}

/** A fork is compared with its baseline, which may work in the main checkout; everything else with the integration branch. */
async function comparedWith(
  main: Repository,
  context: LookContext,
  target: LookTarget,
  signal?: AbortSignal,
  known?: RefName,
): Promise<StandingRef | undefined> {
  if (target.kind === "changes") return undefined;
  const beside = target.kind === "fork" ? refsBesideFork(context, target.session) : [];
  for (const ref of known === undefined ? beside : [known, ...beside]) {
    const stands = await readRef(main, ref, signal);
    if (stands !== undefined) return { ref, commit: stands };
  }
  const { branch, commit } = target.kind === "fork" ? await readHead(main, context.fs, signal) : {};
  if (branch !== undefined && commit !== undefined) return { ref: branch, commit };
  const tip = await findIntegration(context.fs, main, signal);
  return tip === undefined || !isRefName(tip.ref) ? undefined : { ref: tip.ref, commit: tip.id };
}

/** What the commits are against the integration branch. */
async function compare(
  vault: Vault,
  { head, onto }: Standing,
  target: LookTarget,
  signal?: AbortSignal,
): Promise<Pick<LookedProposal, "mergeBase" | "ahead" | "behind" | "history" | "committed">> {
  const none = { mergeBase: null, ahead: 0, behind: 0, history: null, committed: null };
  if (head === null || target.kind === "changes") return none;
  const { repository } = vault;
  const mergeBase = onto === null ? null : await findMergeBase(repository, onto.commit, head, signal);
  const [{ ahead, behind }, committed] = await Promise.all([
    countSides(repository, head, onto, signal),
    layer(vault, mergeBase ?? emptyTree(repository.paths.format), head, signal),
  ]);
  const shown = new Set(committed.files.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath])));
  const history =
    onto === null ? null : await broughtHistory(repository, { source: head, target: onto.commit }, shown, signal);
  return { mergeBase, ahead, behind, history, committed };
}

async function countSides(
  repository: Repository,
  head: ObjectId,
  onto: StandingRef | null,
  signal?: AbortSignal,
): Promise<{ readonly ahead: number; readonly behind: number }> {
  if (onto === null) return { ahead: 0, behind: 0 };
  const range = ["rev-list", "--left-right", "--count", `${onto.commit}...${head}`, "--"];
  const [behind, ahead] = outputText(await repository.read(range, { signal }))
    .split("\t")
    .map(Number);
  return { ahead: ahead ?? 0, behind: behind ?? 0 };
}

async function edits(
  context: LookContext,
  worktree: Worktree,
  head: ObjectId | null,
  signal?: AbortSignal,
): Promise<Pick<LookedProposal, "uncommitted" | "skipped">> {
  const seen = await uncommittedTree(context, context.vault.repository, worktree, head ?? undefined, signal);
  return layerOf(context, seen, head, signal);
}

async function layerOf(
  { vault, name }: LookContext,
  { tree, skipped }: UncommittedTree,
  head: ObjectId | null,
  signal?: AbortSignal,
): Promise<Pick<LookedProposal, "uncommitted" | "skipped">> {
  const from = head ?? emptyTree(vault.repository.paths.format);
  await vault.keep([{ ref: requestRef(name, "tree"), id: tree }], undefined, signal);
  return { uncommitted: await layer(vault, from, tree, signal), skipped };
}

async function layer(vault: Vault, from: ObjectId, to: ObjectId, signal?: AbortSignal): Promise<Layer> {
  const shown = new TreeProposal({ repository: () => vault.repository, from, to });
  return { shown, files: await shown.files(signal) };
}

function gone(what: string): WorkflowError {
  return new WorkflowError("not-found", say`${what} is gone.`, say`Look at the list again; it was removed or renamed.`);
}
