import type { Obstacle } from "../../../base/obstacle.ts";
import { asWorkflowError, WorkflowError } from "../../../base/errors.ts";
import { joined, say, type Text } from "../../../base/text.ts";
import type { ForkView } from "../../../forks/model/fork.ts";
import { branchGone } from "../../../forks/listForks.ts";
import { branchOfFork, branchOfRecord } from "../../../worktrees/forkBranch.ts";
import { worktreePath } from "../../../worktrees/forkNames.ts";
import type { AsideLook } from "../../../forks/removeFork.ts";
import type { Loss, StayingWork } from "../../../forks/removal/loss.ts";
import { stayingText } from "../../../forks/removal/removedFork.ts";
import { readWorktreeLink } from "../../../git/directory/worktreeLink.ts";
import { isInPlace, personsLock } from "../../../forks/worktree/makeWorktree.ts";
import { goneWith, movedRefusal } from "../../../forks/removal/removalRefusal.ts";
import { emptyTree } from "../../../git/objects/commits.ts";
import { outputText } from "../../../git/repository/nulText.ts";
import { isObjectId, type ObjectId } from "../../../git/repository/objectId.ts";
import { shortName } from "../../../git/repository/refName.ts";
import { readRef } from "../../../git/refs/refs.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import { visibleText } from "../../../base/visibleText.ts";
import { differingFields } from "../../../gate/differingFields.ts";
import type { Kept } from "../../vault/keptObjects.ts";
import type { TeardownDocument } from "./teardownDocument.ts";
import { TreeProposal } from "../../proposal/treeProposal.ts";
import type { ActionContext, ActionKind, Built, Executed, Found, Look } from "../common/actionKind.ts";
import { ChangedSinceShown } from "../common/changedSinceShown.ts";
import { ignoredText } from "./ignoredText.ts";
import type { TeardownFact, TeardownRequest } from "./teardownRequest.ts";
import { requestRef } from "../../vault/requestRefs.ts";

/** A fork's branch, worktree and session taken away; what no commit holds is kept in a checkpoint first (removeFork.ts). */
export class TeardownKind implements ActionKind<TeardownRequest, TeardownDocument, TeardownFact> {
  readonly swapped = null;
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  async build({
    request,
    session,
    common,
    signal,
  }: Look<TeardownRequest>): Promise<Built<TeardownDocument, TeardownFact>> {
    const { checkpoints, forks, repository } = this.#context;
    const { id } = session;
    if (session.state === "archived") {
      throw new WorkflowError("conflict", say`${id} is archived already.`, say`There is nothing left to tear down.`);
    }
    const { loss, stays } = await forks.lookBeforeRemoval(id, signal);
    const view = await forks.get(id, { status: false, ...(signal === undefined ? {} : { signal }) });
    const branch = branchOfRecord(id, session.record);
    const head = (await readRef(repository, branch, signal)) ?? null;
    const tree = await this.#tree(id, view.worktree, signal);
    const worktree = stays?.worktree === undefined ? view.worktree : null;
    const document: TeardownDocument = {
      ...common,
      kind: "teardown",
      branch,
      head,
      worktree,
      ...staying(stays),
      tree: worktree === null ? null : tree,
      programs: worktree === null ? [] : [...(await checkpoints.programs(id, signal))],
      lost: lostOf(loss),
    };
    return {
      document,
      facts: { head, tree },
      shown: await this.#shown(request.id, view, head, tree, signal),
      obstacles: stays?.worktree === undefined ? await this.#obstacles(view) : [],
      conflicts: [],
      safetySession: null,
    };
  }

  async differing(
    { session, branch, head, worktree, stays, tree }: TeardownDocument,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    const { forks, repository } = this.#context;
    const id = session as SessionId;
    const now = (await readRef(repository, branch, signal)) ?? null;
    const view = await forks.get(id, { status: false, ...(signal === undefined ? {} : { signal }) });
    const standing = stays?.worktree ?? worktree;
    const moved = [...(now === head ? [] : ["head"]), ...(view.worktree === standing ? [] : ["worktree"])];
    // Of one that stays nothing is taken.
    if (worktree === null && standing !== null) return moved;
    return (await this.#tree(id, view.worktree, signal)) === tree ? moved : [...moved, "tree"];
  }

  async execute(document: TeardownDocument): Promise<Executed> {
    const { session, branch, head } = document;
    const removed = await this.#context.forks.remove(session as SessionId, {
      force: true,
      agreed: (look) => requireAgreed(document, look),
    });
    const { checkpoint, branch_kept, session: what } = removed;
    const left = stayingText(removed);
    const gone = goneWith(removed).map(visibleText).join(", ");
    const { n } = checkpoint ?? {};
    return {
      message: joined([
        what === "archived"
          ? say`${session} was removed and is archived.`
          : say`${session} was removed and is deleted.`,
        ...(n === undefined
          ? []
          : gone === ""
            ? [say`What was uncommitted is in checkpoint ${n} of ${session}.`]
            : [say`What was uncommitted is in checkpoint ${n} of ${session}, but not ${gone}.`]),
        ...(left === undefined ? [] : [left]),
        ...(branch_kept === "used" ? [say`${branch} was kept: it is checked out elsewhere.`] : []),
        ...(branch_kept === "moved" ? [say`${branch} was kept: it moved.`] : []),
      ]),
      ref: branch,
      from: head,
      to: null,
      safety: checkpoint?.n ?? null,
      safety_session: checkpoint === null ? null : session,
    };
  }

  async outcome({ session, branch, head, worktree, stays }: TeardownDocument): Promise<Found> {
    const { checkpoints, forks, fs, repository, root, sessions } = this.#context;
    const id = session as SessionId;
    const found = { ref: branch, from: head, to: null, safety: null, safety_session: session };
    let unfinished: Text | undefined;
    try {
      await forks.recover(id);
    } catch (error) {
      unfinished = asWorkflowError(error).text;
    }
    const view = await sessions.get(id).catch((error: unknown) => {
      if (error instanceof WorkflowError && error.code === "not-found") return undefined;
      throw error;
    });
    const now = (await readRef(repository, branch)) ?? null;
    const gone = view === undefined || view.state === "archived";
    const stands = (await fs.lstat(worktreePath(root, id))) !== undefined;
    if (unfinished === undefined && gone && !stands) {
      const kept = (await checkpoints.list(id)).find(({ trigger }) => trigger === "before-remove");
      const left = {
        branch: shortName(branch),
        branch_kept: "adopted",
        worktree_left: stays?.worktree ?? null,
      } as const;
      const kept_on = stays === undefined ? say`${branch} was kept: it is checked out elsewhere.` : stayingText(left);
      const still = now === null || now !== head || kept_on === undefined ? [] : [kept_on];
      const message = joined([say`${session} was removed.`, ...still]);
      return { ...found, outcome: "executed", message, safety: kept?.id ?? null };
    }
    if (unfinished === undefined && !gone && now === head && stands === (worktree !== null)) {
      const message = say`It was interrupted before ${session} was removed; nothing has changed.`;
      return { ...found, outcome: "failed", message };
    }
    const state = view?.state ?? say`gone`;
    const message =
      now === null
        ? say`It was interrupted: the session is ${state}, the branch is gone.`
        : say`It was interrupted: the session is ${state}, the branch stands.`;
    const parts = unfinished === undefined ? [message] : [message, unfinished];
    return { ...found, outcome: "indeterminate", message: joined(parts) };
  }

  async undo(): Promise<never> {
    throw new WorkflowError(
      "refused",
      say`A removed fork does not come back by itself.`,
      say`Its commits and its last checkpoint are kept: start a fork from that checkpoint.`,
    );
  }

  async #tree(id: SessionId, worktree: string | null, signal?: AbortSignal): Promise<ObjectId | null> {
    return worktree === null ? null : this.#context.checkpoints.treeOf(id, signal);
  }

  /** What the fork has that its baseline has not. */
  async #shown(
    request: string,
    { base }: ForkView,
    head: ObjectId | null,
    tree: ObjectId | null,
    signal?: AbortSignal,
  ): Promise<TreeProposal> {
    const { vault, repository } = this.#context;
    const named = { base, source: head, tree };
    const wanted = Object.entries(named).flatMap(([name, id]): readonly Kept[] =>
      id === null ? [] : [{ ref: requestRef(request, name), id }],
    );
    if (wanted.length > 0) await vault.import(wanted, signal);
    const none = emptyTree(repository.paths.format);
    const from = base === null ? none : ((head === null ? null : await this.#mergeBase(base, head, signal)) ?? base);
    return new TreeProposal({ repository: () => vault.repository, from, to: tree ?? head ?? from });
  }

  async #mergeBase(base: ObjectId, head: ObjectId, signal?: AbortSignal): Promise<ObjectId | null> {
    const { stdout } = await this.#context.vault.repository.answer(["merge-base", base, head], [1], { signal });
    const id = outputText(stdout);
    return isObjectId(id) ? id : null;
  }

  async #obstacles({ id, worktree, problem }: ForkView): Promise<readonly Obstacle[]> {
    const { fs, repository } = this.#context;
    if (worktree === null)
      return problem === null || String(problem) === String(branchGone(branchOfFork(this.#context, id)))
        ? []
        : [inTheWay(problem)];
    const common = (await fs.realPath(repository.paths.commonDir)) ?? repository.paths.commonDir;
    const link = await readWorktreeLink(fs, common, worktree);
    if (link !== undefined && !isInPlace(this.#context, id, link)) {
      const { text, hintText } = movedRefusal(id, worktree);
      return [inTheWay(text, hintText)];
    }
    const reason = link === undefined ? undefined : await personsLock(fs, link);
    if (reason === undefined) return [];
    const why = reason === "" ? say`no reason is given` : reason;
    return [inTheWay(say`The worktree of ${id} is locked (${why}); unlock it first.`)];
  }
}

function inTheWay(text: Text, help: Text | null = null): Obstacle {
  return { reason: "worktree", text, help, paths: [] };
}

/** What the document says of a fork that was made of a branch. */
function staying(stays: StayingWork | undefined): Pick<TeardownDocument, "stays"> {
  return stays === undefined ? {} : { stays: { worktree: stays.worktree?.worktree ?? null } };
}

/** Throws `ChangedSinceShown` unless what is about to be removed is what was granted. */
function requireAgreed(document: TeardownDocument, { head, worktree, stays, tree, loss }: AsideLook): void {
  const { stays: _, ...rest } = document;
  const now = {
    ...rest,
    head: head ?? null,
    worktree: worktree?.worktree ?? null,
    ...staying(stays),
    tree,
    lost: lostOf(loss),
  };
  const differing = differingFields(document, now);
  if (differing.length > 0) throw new ChangedSinceShown(differing);
}

function lostOf(loss: Loss): TeardownDocument["lost"] {
  const { uncommitted, commits, submodules, operations, repositories, unkept, ignored } = loss;
  return {
    uncommitted: uncommitted.map(({ path }) => path).toSorted(),
    commits: commits.newest.map(({ id }) => id),
    commit_count: commits.count,
    submodules: [...submodules].toSorted(),
    operations: [...operations].toSorted(),
    repositories: [...repositories].toSorted(),
    unkept: [...unkept].toSorted(),
    ignored: ignored.map(ignoredText),
  };
}
