import type { KnownStep } from "../../../checkpoints/updateBranch.ts";
import { someFiles } from "../../../checkpoints/branchUpdate/someFiles.ts";
import type { Obstacle } from "../../../base/obstacle.ts";
import { branchOfRecord } from "../../../worktrees/forkBranch.ts";
import { WorkflowError } from "../../../base/errors.ts";
import { joined, say, type Text } from "../../../base/text.ts";
import { nulFields } from "../../../git/repository/nulText.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import { shortName, type RefName } from "../../../git/repository/refName.ts";
import { readRefs } from "../../../git/refs/refs.ts";
import type { SessionId } from "../../../sessions/model/sessionId.ts";
import { digestedChanges } from "../../proposal/changesDigest.ts";
import { treeIn, type Kept } from "../../vault/keptObjects.ts";
import type { MergeDocument } from "./mergeDocument.ts";
import type { Receipt } from "../../../gate/receipt.ts";
import { TreeProposal } from "../../proposal/treeProposal.ts";
import type { ActionContext, ActionKind, Built, Executed, Found, Look } from "../common/actionKind.ts";
import { movedFacts } from "../common/facts.ts";
import { identityText } from "../common/author.ts";
import { personsIdentity } from "../../../git/objects/personsIdentity.ts";
import { commitMessage } from "../common/commitMessage.ts";
import { findCheckoutTarget } from "../../../forks/worktree/findCheckoutTarget.ts";
import { findMove, updateObstacles, moveBranch } from "../common/moveBranch.ts";
import { sessionFilesInTheWay } from "../common/sessionFilesInTheWay.ts";
import { pathsOf } from "../../../checkpoints/branchUpdate/branchUpdateConflict.ts";
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
    const sourceRef = branchOfRecord(session.id, session.record);
    const { source, target } = await this.#heads(request, sourceRef, signal);
    const kept = (name: string, id: ObjectId): Kept => ({ ref: requestRef(request.id, name), id });
    const both = [kept("target", target), kept("source", source)];
    const asked = await this.#asked(request, target, signal);
    const { trees, standing } = await vault.bring(both, signal);
    const author = await personsIdentity(this.#context.repository, signal);
    const input = { strategy: request.strategy, message: commitMessage(common), author, time: common.prepared };
    const merged = await vault.merge(target, source, input, signal);
    const clean = merged.kind === "clean";
    const [targetTree, sourceTree] = [treeIn(trees, target), treeIn(trees, source)];
    // A merge commit still says that both are one; a squash would be a commit without a change.
    const isSame = clean && request.strategy === "squash" && targetTree === merged.tree;
    if (merged.mergeBase === source || isSame) throw nothingToMerge(session.id, request.into);
    const result = clean ? merged.result : source;
    await vault.keep([...both, ...asked, ...(clean ? [kept("result", result)] : [])], standing, signal);
    const { digest, changes } = await digestedChanges(vault.repository, target, result, cryptography, signal);
    const step = clean ? { from: targetTree, to: merged.tree, changes } : undefined;
    const place = await findCheckoutTarget(this.#context, session.id, request.into, signal);
    const move = { ref: request.into, from: target, to: result };
    const about = place.session === null ? [session.id] : [session.id, place.session];
    const refused = clean ? await sessionFilesInTheWay(this.#context, changes, about) : [];
    const way =
      clean && refused.length === 0 && place.session !== null && place.obstacles.length === 0
        ? await updateObstacles(this.#context, place.session, move, { step, signal })
        : { obstacles: [], conversions: [] };
    const document: MergeDocument = {
      ...common,
      kind: "merge",
      target: { ref: request.into, from: target },
      source: { ref: sourceRef, commit: source },
      merge_base: merged.mergeBase,
      strategy: request.strategy,
      result,
      tree: clean ? merged.tree : sourceTree,
      changes: digest,
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
        changes: step?.changes,
        // A squash leaves the fork's commits where they are; a merge commit makes them part of the branch for good.
        ...(request.strategy === "merge" ? { brings: { source, target } } : {}),
      }),
      ...(step === undefined ? {} : { step }),
      obstacles: [
        ...(clean ? [] : [conflicting(session.id, merged.paths)]),
        ...refused,
        ...place.obstacles,
        ...way.obstacles,
      ],
      conflicts: clean ? pathsOf([...refused, ...way.obstacles]) : merged.paths,
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

  async execute(document: MergeDocument, safetySession: SessionId | null, step?: KnownStep): Promise<Executed> {
    const reflog = `workflow: merged ${document.session} (${document.request})`;
    const { conversions } = document;
    return moveBranch(this.#context, { safetySession, conversions, reflog }, moveOf(document), step);
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
    const found = await readRefs(this.#context.repository, [sourceRef, request.into], signal);
    const [source, target] = [found.get(sourceRef), found.get(request.into)];
    if (source !== undefined && target !== undefined) return { source, target };
    const reasons = movedFacts(mergeRequest.facts(request), { source: source ?? null, target: target ?? null });
    throw new WorkflowError("conflict", joined(reasons), say`Ask again, with a branch that exists.`);
  }

  /** The commit the target stood at when it was asked, so that the vault can tell whether the request stands; nothing where it has not moved or that is gone. */
  async #asked({ id, target_commit }: MergeRequest, target: ObjectId, signal?: AbortSignal): Promise<readonly Kept[]> {
    if (target_commit === target) return [];
    const asked = [{ ref: requestRef(id, "asked"), id: target_commit }];
    try {
      await this.#context.vault.bring(asked, signal);
      return asked;
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code !== "conflict") throw error;
      return [];
    }
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

function conflicting(session: SessionId, paths: readonly string[]): Obstacle {
  const where = paths.length === 0 ? say`directories` : someFiles(paths);
  const text = say`The merge conflicts in ${where}; bring the fork up to date first (wfs fork sync ${session}), then ask again.`;
  return { reason: "conflict", text, help: null, paths };
}
