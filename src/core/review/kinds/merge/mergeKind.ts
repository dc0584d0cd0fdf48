import { someFiles } from "../../../checkpoints/branchUpdate/branchUpdateConflict.ts";
import { forkBranchRef } from "../../../worktrees/forkNames.ts";
import { isAncestor } from "../../../git/merge/mergeCommits.ts";
import { WorkflowError } from "../../../base/errors.ts";
import { joined, say, type Text } from "../../../base/text.ts";
import { treeOf } from "../../../git/objects/commits.ts";
import { nulFields } from "../../../git/repository/nulText.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import { refName, shortName, type RefName } from "../../../git/repository/refName.ts";
import { readRef } from "../../../git/refs/refs.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import { changesDigest } from "../../proposal/changesDigest.ts";
import type { MergeDocument } from "./mergeDocument.ts";
import type { Receipt } from "../../../gate/receipt.ts";
import { TreeProposal } from "../../proposal/treeProposal.ts";
import type { ActionContext, ActionKind, Built, Executed, Found, Look } from "../common/actionKind.ts";
import { movedFacts } from "../common/facts.ts";
import { identityText, reviewerIdentity } from "../common/author.ts";
import { commitMessage } from "../common/commitMessage.ts";
import { findCheckoutTarget } from "../common/findCheckoutTarget.ts";
import { findMove, updateObstacles, moveBranch } from "../common/moveBranch.ts";
import { undoMove } from "../common/undoMove.ts";
import { mergeRequest, type MergeFact, type MergeRequest } from "./mergeRequest.ts";
import { requestRef } from "../../vault/requestRefs.ts";

/** A fork into a branch: the commit the branch would stand at is computed in the vault, before anybody is asked. */
export class MergeKind implements ActionKind<MergeRequest, MergeDocument, MergeFact> {
  readonly swapped = "target.from";
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  async build(look: Look<MergeRequest>): Promise<Built<MergeDocument, MergeFact>> {
    const { request, session, common, signal } = look;
    const { cryptography, vault } = this.#context;
    const sourceRef = refName(forkBranchRef(session.id));
    const { source, target } = await this.#heads(request, sourceRef, signal);
    await this.#import(request, source, target, signal);
    if (await isAncestor(vault.repository, source, target, signal)) throw nothingToMerge(session.id, request.into);
    const author = await reviewerIdentity(this.#context.repository, signal);
    const input = { strategy: request.strategy, message: commitMessage(common), author, time: common.prepared };
    const merged = await vault.merge(target, source, input, signal);
    const clean = merged.kind === "clean";
    // A merge commit still says that both are one; a squash would be a commit without a change.
    if (clean && request.strategy === "squash" && (await treeOf(vault.repository, target, signal)) === merged.tree) {
      throw nothingToMerge(session.id, request.into);
    }
    const result = clean ? merged.result : source;
    if (clean) await vault.keep([{ ref: requestRef(request.id, "result"), id: result }], undefined, signal);
    const place = await findCheckoutTarget(this.#context, session.id, request.into, signal);
    const move = { ref: request.into, from: target, to: result };
    const way =
      clean && place.session !== null && place.obstacles.length === 0
        ? await updateObstacles(this.#context, place.session, move, signal)
        : { obstacles: [], conflicts: [], conversions: [] };
    const document: MergeDocument = {
      ...common,
      kind: "merge",
      target: { ref: request.into, from: target },
      source: { ref: sourceRef, commit: source },
      merge_base: merged.mergeBase,
      strategy: request.strategy,
      result,
      tree: clean ? merged.tree : await treeOf(vault.repository, source, signal),
      changes: await changesDigest(vault.repository, target, result, cryptography, signal),
      author: identityText(author),
      checkout: place.path,
      conversions: [...way.conversions],
      programs: place.path === null ? [] : await this.#programs(place.session ?? session.id, signal),
    };
    return {
      document,
      facts: { source, target },
      shown: new TreeProposal({
        repository: () => vault.repository,
        from: clean ? target : (merged.mergeBase ?? target),
        to: result,
        // A squash leaves the fork's commits where they are; a merge commit makes them part of the branch for good.
        ...(request.strategy === "merge" ? { brings: { source, target } } : {}),
      }),
      obstacles: [...(clean ? [] : [conflicting(session.id, merged.paths)]), ...place.obstacles, ...way.obstacles],
      conflicts: clean ? way.conflicts : merged.paths,
      safetySession: place.session,
    };
  }

  /** Both refs and what is checked out where, by one process. */
  async differing({ source, target, checkout }: MergeDocument, signal?: AbortSignal): Promise<readonly string[]> {
    const { repository, fs } = this.#context;
    const format = "--format=%(refname)%00%(objectname)%00%(worktreepath)%00";
    const listed = nulFields(await repository.read(["for-each-ref", format, source.ref, target.ref], { signal }));
    const texts = listed.map(({ text }) => text.replace(/^\n/u, ""));
    const of = (ref: RefName): readonly (string | undefined)[] => {
      const at = texts.findIndex((text, index) => index % 3 === 0 && text === ref);
      return at < 0 ? [] : texts.slice(at + 1, at + 3);
    };
    const [from, path = ""] = of(target.ref);
    const [commit] = of(source.ref);
    const now = path === "" ? null : ((await fs.realPath(path)) ?? path);
    return [
      ...(from === target.from ? [] : ["target.from"]),
      ...(commit === source.commit ? [] : ["source.commit"]),
      ...(now === checkout ? [] : ["checkout"]),
    ];
  }

  async execute(document: MergeDocument, safetySession: SessionId | null, signal?: AbortSignal): Promise<Executed> {
    const reflog = `workflow: merged ${document.session} (${document.request})`;
    const { conversions } = document;
    return moveBranch(this.#context, { safetySession, conversions, reflog }, moveOf(document), signal);
  }

  async outcome(document: MergeDocument, safetySession: SessionId | null): Promise<Found> {
    return findMove(this.#context, moveOf(document), safetySession);
  }

  async undo(receipt: Receipt, session: SessionId, signal?: AbortSignal): Promise<Text> {
    return undoMove(this.#context, receipt, session, signal);
  }

  async #heads(
    request: MergeRequest,
    sourceRef: RefName,
    signal?: AbortSignal,
  ): Promise<{ readonly source: ObjectId; readonly target: ObjectId }> {
    const { repository } = this.#context;
    const [source, target] = [
      await readRef(repository, sourceRef, signal),
      await readRef(repository, request.into, signal),
    ];
    if (source !== undefined && target !== undefined) return { source, target };
    const reasons = movedFacts(mergeRequest.facts(request), { source: source ?? null, target: target ?? null });
    throw new WorkflowError("conflict", joined(reasons), say`Ask again, with a branch that exists.`);
  }

  async #import({ id }: MergeRequest, source: ObjectId, target: ObjectId, signal?: AbortSignal): Promise<void> {
    const kept = [
      { ref: requestRef(id, "target"), id: target },
      { ref: requestRef(id, "source"), id: source },
    ];
    await this.#context.vault.import(kept, signal);
  }

  /** Of the working tree the target is checked out in: a linked one may have configuration of its own. */
  async #programs(session: SessionId, signal?: AbortSignal): Promise<string[]> {
    return [...(await this.#context.checkpoints.programs(session, signal))];
  }
}

function moveOf({ target, result }: MergeDocument): { ref: RefName; from: ObjectId; to: ObjectId } {
  return { ...target, to: result };
}

function nothingToMerge(session: SessionId, into: RefName): WorkflowError {
  return new WorkflowError(
    "refused",
    say`There is nothing to merge: ${shortName(into)} has all that ${session} has.`,
    say`Deny the request, or withdraw it: nothing of the fork is missing there.`,
  );
}

function conflicting(session: SessionId, paths: readonly string[]): Text {
  const where = paths.length === 0 ? say`directories` : someFiles(paths);
  return say`The merge conflicts in ${where}; bring the fork up to date first (wfs fork sync ${session}), then ask again.`;
}
