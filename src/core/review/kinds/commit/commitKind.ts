import { lossesAmong } from "../../../checkpoints/model/checkpoint.ts";
import { WorkflowError } from "../../../base/errors.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import { say, type Text } from "../../../base/text.ts";
import { commitTree } from "../../../git/objects/commits.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import type { PathChange } from "../../../git/objects/treeDiff.ts";
import type { RefName } from "../../../git/repository/refName.ts";
import type { KnownStep } from "../../../checkpoints/updateBranch.ts";
import type { CurrentTree } from "../../../checkpoints/readCurrentTree.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import { digestedChanges } from "../../proposal/changesDigest.ts";
import { treeIn, type Kept } from "../../vault/keptObjects.ts";
import type { CommitDocument } from "./commitDocument.ts";
import type { Receipt } from "../../../gate/receipt.ts";
import { TreeProposal } from "../../proposal/treeProposal.ts";
import type { ActionContext, ActionKind, Built, Executed, Found, Look } from "../common/actionKind.ts";
import { identityText } from "../common/author.ts";
import { personsIdentity } from "../../../git/objects/personsIdentity.ts";
import { commitMessage } from "../common/commitMessage.ts";
import { findMove, updateObstacles, moveBranch } from "../common/moveBranch.ts";
import { sessionFilesInTheWay } from "../common/sessionFilesInTheWay.ts";
import { pathsOf } from "../../../checkpoints/branchUpdate/branchUpdateConflict.ts";
import { undoMove } from "../common/undoMove.ts";
import type { CommitFact, CommitRequest } from "./commitRequest.ts";
import { requestRef } from "../../vault/requestRefs.ts";

/** A session's work as one commit on the branch its working tree is on; branch and index move, no file changes. */
export class CommitKind implements ActionKind<CommitRequest, CommitDocument, CommitFact> {
  readonly swapped = "target.from";
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  async build(look: Look<CommitRequest>): Promise<Built<CommitDocument, CommitFact>> {
    const { request, session, common, signal } = look;
    const { checkpoints, cryptography, repository, vault } = this.#context;
    const current = await checkpoints.currentTree(session.id, signal, true);
    const { head, branch, tree } = committable(session.id, current);
    const kept = (name: string, id: ObjectId): Kept => ({ ref: requestRef(request.id, name), id });
    const both = [kept("target", head), kept("tree", tree)];
    const { trees, standing } = await vault.bring(both, signal);
    const headTree = treeIn(trees, head);
    if (headTree === tree) throw nothingToCommit(session.id);
    const author = await personsIdentity(repository, signal);
    const message = commitMessage(common);
    const result = await commitTree(
      vault.repository,
      { tree, parents: [head], message, author, time: common.prepared * 1000 },
      signal,
    );
    await vault.keep([...both, kept("result", result)], standing, signal);
    const { digest, changes } = await digestedChanges(vault.repository, head, result, cryptography, signal);
    const step = { from: headTree, to: tree, changes };
    const move = { ref: branch, from: head, to: result };
    const way = await updateObstacles(this.#context, session.id, move, { step, seen: current.seen, signal });
    const filtered = await this.#filtered(session.id, changes, signal);
    const refused = await sessionFilesInTheWay(this.#context, changes, [session.id]);
    const document: CommitDocument = {
      ...common,
      kind: "commit",
      target: { ref: branch, from: head },
      result,
      tree,
      changes: digest,
      author: identityText(author),
      checkout: current.root,
      left_out: lossesAmong(current.skipped)
        .map(({ path }) => path)
        .toSorted(),
      programs: [...(await checkpoints.programs(session.id, signal))],
    };
    return {
      document,
      facts: { head, tree },
      shown: new TreeProposal({ repository: () => vault.repository, from: head, to: result, changes }),
      step,
      obstacles: [...refused, ...filtered, ...way.obstacles],
      conflicts: pathsOf([...refused, ...way.obstacles]),
      safetySession: session.id,
    };
  }

  /** What such a filter makes of a file cannot be shown without running it. */
  async #filtered(
    session: SessionId,
    changes: readonly PathChange[],
    signal?: AbortSignal,
  ): Promise<readonly Obstacle[]> {
    const { checkpoints } = this.#context;
    const paths = changes.filter(({ exact, status }) => exact && status !== "deleted").map(({ path }) => path);
    const filtered = await checkpoints.filtered(session, paths, signal);
    const [first, ...others] = filtered;
    if (first === undefined) return [];
    const named = others.length === 0 ? first : say`${first} and ${others.length} more`;
    return [
      {
        reason: "filter",
        text: say`A filter that only the repository's own configuration names is for ${named}; a review runs none of these.`,
        help: say`Commit by hand, or configure the filter as your own (git config --global).`,
        paths: filtered.toSorted(),
      },
    ];
  }

  async differing(
    { session, target, tree, checkout }: CommitDocument,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    const now = await this.#context.checkpoints.currentTree(session as SessionId, signal);
    return [
      ...(now.branch === target.ref ? [] : ["target.ref"]),
      ...(now.head === target.from ? [] : ["target.from"]),
      ...(now.tree === tree ? [] : ["tree"]),
      ...(now.root === checkout ? [] : ["checkout"]),
    ];
  }

  async execute(document: CommitDocument, safetySession: SessionId | null, step?: KnownStep): Promise<Executed> {
    const reflog = `workflow: committed ${document.session} (${document.request})`;
    return moveBranch(
      this.#context,
      { safetySession, conversions: [], isCommit: true, reflog },
      moveOf(document),
      step,
    );
  }

  async outcome(document: CommitDocument, safetySession: SessionId | null): Promise<Found> {
    return findMove(this.#context, moveOf(document), safetySession);
  }

  async undo(receipt: Receipt, session: SessionId, signal?: AbortSignal): Promise<Text> {
    return undoMove(this.#context, receipt, session, signal);
  }
}

function moveOf({ target, result }: CommitDocument): { ref: RefName; from: ObjectId; to: ObjectId } {
  return { ...target, to: result };
}

function committable(
  session: SessionId,
  { head, branch, tree }: CurrentTree,
): { readonly head: ObjectId; readonly branch: RefName; readonly tree: ObjectId } {
  if (head === undefined) {
    throw new WorkflowError(
      "refused",
      say`${session} works in a repository without a commit, so there is nothing to build on.`,
      say`Make the first commit by hand, then ask again.`,
    );
  }
  if (branch === undefined) {
    throw new WorkflowError(
      "refused",
      say`The working tree of ${session} is on no branch (HEAD is detached), so a commit would be lost.`,
      say`Switch it to a branch, then ask again; to keep it as it is, take a checkpoint.`,
    );
  }
  return { head, branch, tree };
}

function nothingToCommit(session: SessionId): WorkflowError {
  return new WorkflowError(
    "refused",
    say`There is nothing to commit: the working tree of ${session} is as its last commit.`,
    say`A commit says what was achieved; to keep a state for yourself, a checkpoint is what you want (wfs checkpoint create).`,
  );
}
