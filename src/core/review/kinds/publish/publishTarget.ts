import { parseSessionId } from "../../../sessions/model/sessionId.ts";
import { branchOfFork } from "../../../worktrees/forkBranch.ts";
import { isIntegrationBranch } from "../../../worktrees/requireOwnBranch.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import { say } from "../../../base/text.ts";
import { isAncestor } from "../../../git/merge/mergeCommits.ts";
import { resolveObjects } from "../../../git/objects/resolveObjects.ts";
import { readRefs } from "../../../git/refs/refs.ts";
import { readHead } from "../../../git/refs/readHead.ts";
import { askRemote, type RemoteRefs } from "../../../git/remote/askRemote.ts";
import type { NetworkGit } from "../../../git/remote/networkGit.ts";
import { trackingRef } from "../../../git/remote/remoteName.ts";
import { GitError, isGitError } from "../../../git/repository/gitError.ts";
import { outputText } from "../../../git/repository/nulText.ts";
import { parseObjectId, type ObjectId } from "../../../git/repository/objectId.ts";
import { branchRef, shortName, type RefName } from "../../../git/repository/refName.ts";
import type { Repository } from "../../../git/repository/repository.ts";
import { fetchRemoteObjects } from "../../vault/fetchRemoteObjects.ts";
import { findMergeBase } from "../../vault/mergeInVault.ts";
import { requestRef } from "../../vault/requestRefs.ts";
import type { ActionContext } from "../common/actionKind.ts";
import type { PublishDocument } from "./publishDocument.ts";
import type { PublishRequest } from "./publishRequest.ts";

/** Where a push would go from, and what of the commit the remote has not. */
export interface PublishTarget {
  readonly from: PublishDocument["target"]["from"];
  readonly moves: PublishDocument["moves"];
  /** What is shown begins here; `null`: with nothing. */
  readonly base: ObjectId | null;
  /** A commit the remote has, with all it reaches; `null`: it has none. */
  readonly known: ObjectId | null;
  /** The branch the remote's HEAD is on. */
  readonly main: RefName | undefined;
  readonly obstacles: readonly Obstacle[];
}

/** What a push is looked up with. */
export interface PublishLook {
  readonly context: ActionContext;
  /** Git on the way to the remote; `undefined`: the person has not turned it on. */
  readonly network: NetworkGit | undefined;
  readonly request: PublishRequest;
  readonly commit: ObjectId;
  readonly isLast: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the remote where the ref stands, where it may be asked; what else there is to say about a push is said of what git has noted here. */
export async function publishTarget(look: PublishLook): Promise<PublishTarget> {
  if (look.network === undefined) return unasked(look, [remoteIsOff(look.request)]);
  const asking = { ...look, network: look.network, mains: await mainBranches(look) };
  const asked = await answerOf(async () => askedRefs(asking));
  return asked instanceof GitError ? unasked(look, [gaveNoAnswer(look.request, asked)]) : known(asking, asked);
}

/** What a remote answers; the error, where it gave no answer. */
async function answerOf<T>(ask: () => Promise<T>): Promise<T | GitError> {
  try {
    return await ask();
  } catch (error) {
    if (!isGitError(error) || isGitError(error, "cancelled", "git-missing", "git-too-old")) throw error;
    return error;
  }
}

/** What may be the main branch of a remote whose HEAD is on none that it has: the one the main checkout is on, then the usual ones. */
async function mainBranches({ context, request, signal }: PublishLook): Promise<readonly RefName[]> {
  const { branch } = await readHead(context.repository, context.fs, signal);
  const names = [...(branch === undefined ? [] : [branch]), branchRef("main"), branchRef("master")];
  return [...new Set(names)].filter((name) => name !== request.ref);
}

interface NetworkLook extends PublishLook {
  readonly network: NetworkGit;
  readonly mains: readonly RefName[];
}

/** What the remote says. Throws `GitError` where it gives no answer. */
async function askedRefs({ context, network, mains, request, isLast, signal }: NetworkLook): Promise<RemoteRefs> {
  const { ref, url, pull_request } = request;
  const base = pull_request?.base ?? undefined;
  const refs = [...new Set([ref, ...(base === undefined ? [] : [base]), ...mains])];
  const question = [url, ...refs].join("\n");
  return context.publishing.looks.look(question, isLast, async () => askRemote(network, refs, signal));
}

async function known(look: NetworkLook, { refs, branch, head }: RemoteRefs): Promise<PublishTarget> {
  const { context, request, commit, signal } = look;
  const { repository } = context.vault;
  const from = refs.get(request.ref);
  const main = head === undefined ? look.mains.find((name) => refs.has(name)) : branch;
  const base = request.pull_request?.base ?? undefined;
  const gone = base !== undefined && !refs.has(base) ? [noBase(request.remote, base)] : [];
  if (from === undefined) {
    const into = (base === undefined ? undefined : refs.get(base)) ?? head ?? (main && refs.get(main));
    if (into === undefined) return { from: "none", moves: "new", base: null, known: null, main, obstacles: gone };
    const failed = await bringFromRemote(look, "main", into, base !== undefined && refs.has(base) ? base : main);
    if (failed !== undefined) return unasked(look, [gaveNoAnswer(request, failed)]);
    const shown = await findMergeBase(context.vault.repository, into, commit, signal);
    return { from: "none", moves: "new", base: shown, known: into, main, obstacles: gone };
  }
  const failed = await bringFromRemote(look, "old", from, request.ref);
  if (failed !== undefined) return unasked(look, [gaveNoAnswer(request, failed)]);
  const shown = { from, base: from, known: from, main };
  if (from === commit) return { ...shown, moves: "same", obstacles: gone };
  if (await isAncestor(repository, from, commit, signal)) return { ...shown, moves: "forward", obstacles: gone };
  const mayReplace = request.ref !== main && request.target_commit === from && (await isOwnBranch(look));
  return { ...shown, moves: "rewrite", obstacles: mayReplace ? gone : [...gone, rewrites(request)] };
}

/**
 * Whether it is the branch that this very session has for itself. That one may get another history where it stands as git last heard of it: what nobody here
 * has seen may be somebody else's work.
 */
async function isOwnBranch({ context, request, signal }: NetworkLook): Promise<boolean> {
  const { fs, root, repository } = context;
  const session = parseSessionId(request.session);
  if (session === undefined || branchOfFork({ fs, root }, session) !== request.ref) return false;
  return !(await isIntegrationBranch(repository, request.ref, signal));
}

/** Of what git noted when it last heard of the remote: nobody can be granted anything on the strength of it. */
async function unasked(look: PublishLook, obstacles: readonly Obstacle[]): Promise<PublishTarget> {
  const { context, request, commit, signal } = look;
  const { repository, fs, vault } = context;
  const base = request.pull_request?.base ?? undefined;
  const names = [request.ref, ...(base === undefined ? [] : [base])].map((ref) => trackingRef(request.remote, ref));
  const refs = await readRefs(repository, names, signal);
  const guess =
    names.map((name) => refs.get(name)).find((id) => id !== undefined) ??
    (await readHead(repository, fs, signal)).commit;
  const none = { from: "unknown", moves: "unknown", main: undefined, obstacles } as const;
  if (guess === undefined) return { ...none, base: null, known: null };
  const kept = [{ ref: requestRef(request.id, "main"), id: guess }];
  const { standing } = await vault.bring(kept, signal);
  await vault.keep(kept, standing, signal);
  return { ...none, base: await findMergeBase(vault.repository, guess, commit, signal), known: guess };
}

/**
 * Has the vault hold a commit of the remote: from the repository, where that has it, else from the remote. Kept under the request's names. Answers why the
 * remote has not given it.
 */
async function bringFromRemote(
  { context, network, request, isLast, signal }: NetworkLook,
  name: string,
  id: ObjectId,
  ref: RefName | undefined,
): Promise<GitError | undefined> {
  const { vault, repository } = context;
  const kept = [{ ref: requestRef(request.id, name), id }];
  if (!(await vault.hasObject(id, signal))) {
    if ((await resolveObjects(repository, [id], signal)).has(id)) await vault.bring(kept, signal);
    else if (ref !== undefined) {
      const question = ["objects", request.url, ref, id].join("\n");
      const fetch = async (): Promise<void> => {
        await fetchRemoteObjects(network, [ref], signal);
        if (!(await vault.hasObject(id, signal))) throw movedMeanwhile(ref);
      };
      const failed = await answerOf(async () => context.publishing.looks.bring(question, isLast, fetch));
      if (failed !== undefined) return failed;
    }
  }
  await vault.keep(kept, undefined, signal);
  return undefined;
}

/** How many commits `of` has that `without` has not. */
export async function countCommits(
  vault: Repository,
  of: ObjectId,
  without: ObjectId | null,
  signal?: AbortSignal,
): Promise<number> {
  const range = [of, ...(without === null ? [] : [`^${without}`])];
  return Number(await vault.text(["rev-list", "--count", ...range, "--"], { signal }));
}

/** The tree without files, in the vault. */
export async function emptyTree(vault: Repository): Promise<ObjectId> {
  return parseObjectId(outputText(await vault.write(["mktree"])));
}

function movedMeanwhile(ref: RefName): GitError {
  return new GitError("ref-changed", say`${shortName(ref)} has moved while it was asked.`);
}

function remoteIsOff({ remote, url }: PublishRequest): Obstacle {
  return {
    reason: "remote-off",
    text: say`Publishing to ${remote} (${url}) is not turned on for this repository, so where the branch stands there is not known.`,
    help: say`Turn it on, if that is where it should go (“Turn On Publishing to This Remote…”); nothing is sent by that.`,
    paths: [],
  };
}

function gaveNoAnswer({ remote, url }: PublishRequest, { text, hintText }: GitError): Obstacle {
  return {
    reason: "remote-silent",
    text: say`${remote} (${url}) could not be asked: ${text}`,
    help: hintText,
    paths: [],
  };
}

function rewrites({ remote, ref, session }: PublishRequest): Obstacle {
  const where = `${remote}/${shortName(ref)}`;
  return {
    reason: "rewrites",
    text: say`${where} has commits that ${session} has not, and they would be lost.`,
    help: say`Fetch, bring the fork up to date (wfs fork sync ${session}), and ask again; or publish to a branch of its own.`,
    paths: [],
  };
}

function noBase(remote: string, base: RefName): Obstacle {
  return {
    reason: "pull-request",
    text: say`${remote} has no branch ${shortName(base)} for the pull request to go into.`,
    help: say`Ask again with one that it has (--base).`,
    paths: [],
  };
}
