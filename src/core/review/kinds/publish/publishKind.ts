import { WorkflowError } from "../../../base/errors.ts";
import { joined, say, type Text } from "../../../base/text.ts";
import { readConfiguration } from "../../../git/config/configuration.ts";
import { readRefs } from "../../../git/refs/refs.ts";
import type { NetworkGit } from "../../../git/remote/networkGit.ts";
import { pushCommit } from "../../../git/remote/pushCommit.ts";
import { remoteAddress } from "../../../git/remote/remoteAddress.ts";
import { remotePrograms } from "../../../git/remote/remotePrograms.ts";
import { GitError, isGitError } from "../../../git/repository/gitError.ts";
import { isObjectId, type ObjectId } from "../../../git/repository/objectId.ts";
import { shortName } from "../../../git/repository/refName.ts";
import { shortObjectId } from "../../../git/repository/shortObjectId.ts";
import { takeOutSecrets } from "../../../redaction/givenText.ts";
import { branchOfRecord } from "../../../worktrees/forkBranch.ts";
import { digestedChanges } from "../../proposal/changesDigest.ts";
import { TreeProposal } from "../../proposal/treeProposal.ts";
import { treeIn } from "../../vault/keptObjects.ts";
import { requestRef } from "../../vault/requestRefs.ts";
import type { ActionContext, ActionKind, Built, Executed, Found, Look } from "../common/actionKind.ts";
import { ChangedSinceShown } from "../common/changedSinceShown.ts";
import { titleAndBody } from "../common/commitMessage.ts";
import { movedFacts } from "../common/facts.ts";
import { requireNoSecret, requireOutside } from "./askedPublish.ts";
import { networkTo } from "./networkTo.ts";
import { notePublished } from "./notePublished.ts";
import type { PublishDocument } from "./publishDocument.ts";
import { PublishFailure, rejected, unanswered } from "./publishFailure.ts";
import { PushedRef } from "./pushedRef.ts";
import { PushTrace } from "./pushTrace.ts";
import { publishRequest, type PublishFact, type PublishRequest } from "./publishRequest.ts";
import { countCommits, emptyTree, publishTarget, type PublishTarget } from "./publishTarget.ts";
import {
  openPullRequest,
  pullRequestProgram,
  type OpenedPullRequest,
  type PullRequestOutcome,
} from "./pullRequests.ts";

/** A fork's branch to one ref of one remote: pushed from the vault, whose hooks and configuration are ours, with a lease on where the ref stood. */
export class PublishKind implements ActionKind<PublishRequest, PublishDocument, PublishFact> {
  readonly swapped = "target.from";
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  async build(look: Look<PublishRequest>): Promise<Built<PublishDocument, PublishFact>> {
    const { request, session, common, isLast, signal } = look;
    const context = this.#context;
    const { repository, vault, cryptography } = context;
    const entries = await readConfiguration(repository, signal);
    await this.#requireAddress(request, remoteAddress(entries, request.remote));
    const ref = branchOfRecord(session.id, session.record);
    const commit = (await readRefs(repository, [ref], signal)).get(ref);
    if (commit === undefined) throw branchGone(request);
    const source = [{ ref: requestRef(request.id, "source"), id: commit }];
    const { trees, standing } = await vault.bring(source, signal);
    await vault.keep(source, standing, signal);
    const network = await this.#network(request.url, common.repository.directory, signal);
    const target = await publishTarget({ context, network, request, commit, isLast, signal });
    if (target.moves === "same" && request.pull_request === null) throw nothingToPublish(request);
    const { base, known } = target;
    const begin = base ?? (await emptyTree(vault.repository));
    const { digest, changes } = await digestedChanges(vault.repository, begin, commit, cryptography, signal);
    const document: PublishDocument = {
      ...common,
      kind: "publish",
      remote: request.remote,
      url: request.url,
      target: { ref: request.ref, from: target.from },
      source: { ref, commit },
      moves: target.moves,
      base,
      tree: treeIn(trees, commit),
      changes: digest,
      commits: await countCommits(vault.repository, commit, known, signal),
      dropped:
        target.moves === "rewrite" && known !== null ? await countCommits(vault.repository, known, commit, signal) : 0,
      ...titleAndBody(request.summary),
      pull_request: this.#pullRequest(request, target),
      programs: await Promise.all(
        remotePrograms(entries, { remote: request.remote, address: request.url }, [])
          .filter(({ runs }) => runs)
          .map(async ({ key, value }) => (await takeOutSecrets(`${key}=${value}`)).text),
      ),
    };
    const { pull_request } = document;
    const isInto = pull_request === null || (pull_request.base !== "" && pull_request.base !== shortName(request.ref));
    return {
      document,
      facts: { source: commit, target: targetFact(request, target) },
      shown: new TreeProposal({
        repository: () => vault.repository,
        from: begin,
        to: commit,
        changes,
        // All of the history becomes part of the remote, not only what is left of it in the end.
        brings: { source: commit, target: known ?? begin },
      }),
      obstacles: [...target.obstacles, ...(isInto || target.from === "unknown" ? [] : [pullRequestNowhere(request)])],
      conflicts: [],
      safetySession: null,
    };
  }

  /** Of what lies on this machine; the remote is asked once more before the push, which compares its ref itself. */
  async differing(document: PublishDocument, signal?: AbortSignal): Promise<readonly string[]> {
    const {
      source,
      target,
      remote,
      url,
      repository: { directory },
    } = document;
    const { repository, publishing } = this.#context;
    const commit = (await readRefs(repository, [source.ref], signal)).get(source.ref);
    const isOn = publishing.turnedOn(directory).includes(url);
    return [
      ...(commit === source.commit ? [] : ["source.commit"]),
      ...((await this.#addressNow(remote, signal)) === url ? [] : ["url"]),
      ...(isOn || target.from === "unknown" ? [] : ["target.from"]),
    ];
  }

  async execute(document: PublishDocument): Promise<Executed> {
    const { source, target, moves } = document;
    const network = await this.#network(document.url, document.repository.directory);
    if (network === undefined || target.from === "unknown") {
      throw new PublishFailure(
        "off",
        say`Publishing to ${document.url} is not turned on.`,
        say`Turn it on, then ask again.`,
      );
    }
    const stands = moves === "same" ? source.commit : await this.#push(network, document);
    if (stands === source.commit) await notePublished(this.#context, document);
    const pull = document.pull_request === null ? null : await this.#openPullRequest(document);
    return executedOf(document, this.#message(document, stands, pull), source.commit, pull?.outcome ?? null);
  }

  async outcome(document: PublishDocument): Promise<Found> {
    const { source, target, url, pull_request } = document;
    const where = whereOf(document);
    const network = await this.#network(url, document.repository.directory);
    if (network === undefined || target.from === "unknown") {
      const message = say`It is not known whether ${where} of ${url} was moved to ${shortObjectId(source.commit)}: publishing to it is turned off, so it was not asked. “git ls-remote ${url} ${target.ref}” tells.`;
      return { ...executedOf(document, message, null, null), outcome: "indeterminate" };
    }
    const pushed = new PushedRef(this.#context, network, document);
    const trace = new PushTrace(this.#context, document.request);
    try {
      // Before the ref: a push that ends in between is seen there.
      const push = await trace.state();
      const now = await pushed.standsAt(push === "ended");
      if (now === (target.from === "none" ? undefined : target.from) && now !== source.commit) {
        if (push === "ended") await trace.end();
        return this.#unmoved(document, push);
      }
      if (now !== undefined && (await pushed.has(now))) {
        await trace.end();
        if (now === source.commit) await notePublished(this.#context, document);
        const left = pull_request === null ? null : await this.#interrupted(document);
        return {
          ...executedOf(document, this.#message(document, now, left), source.commit, left?.outcome ?? null),
          outcome: "executed",
        };
      }
      const at = now === undefined ? say`it is not there` : say`it stands at ${shortObjectId(now)}`;
      const message = say`It is not known whether ${where} of ${url} was ever moved to ${shortObjectId(source.commit)}: now ${at}, which does not have it.`;
      return { ...executedOf(document, message, null, null), outcome: "indeterminate" };
    } catch (error) {
      if (!isGitError(error)) throw error;
      const message = say`It is not known whether ${where} of ${url} was moved to ${shortObjectId(source.commit)}: it could not be asked (${error.text}). “git ls-remote ${url} ${target.ref}” tells.`;
      return { ...executedOf(document, message, null, null), outcome: "indeterminate", settles: true };
    }
  }

  /** What is found where the ref stands as before: whether a push may still arrive there, only its processes tell. */
  #unmoved(document: PublishDocument, push: Awaited<ReturnType<PushTrace["state"]>>): Found {
    const where = whereOf(document);
    const { url } = document;
    if (push === "none") {
      const message = say`${where} of ${url} stands where it stood; nothing was published.`;
      return { ...nothingOf(document, message), outcome: "failed" };
    }
    if (push === "ended") {
      const message = say`${where} of ${url} stands where it stood: the push was cut off, and nothing of it runs any more.`;
      return { ...nothingOf(document, message), outcome: "failed" };
    }
    const message = say`It is not known yet whether ${where} of ${url} will be moved: it stands where it stood, and a push that was begun may still arrive.`;
    return { ...executedOf(document, message, null, null), outcome: "indeterminate", settles: true };
  }

  async undo(): Promise<never> {
    throw new WorkflowError(
      "refused",
      say`What was published is not taken back from here: others may have it by now.`,
      say`Publish what it should be instead, or take it back by hand (git push).`,
    );
  }

  /** Pushes, and answers where the ref stands then, as the remote says it. */
  async #push(network: NetworkGit, document: PublishDocument): Promise<ObjectId> {
    const { url: address, source, target } = document;
    const where = whereOf(document);
    const pushed = new PushedRef(this.#context, network, document);
    this.#context.publishing.looks.forget();
    const from = isObjectId(target.from) ? target.from : null;
    const trace = new PushTrace(this.#context, document.request);
    await trace.begin();
    try {
      const push = { ref: target.ref, from, to: source.commit, trace: trace.directory };
      const answer = await pushCommit(network, push);
      if (answer.kind !== "unknown") await trace.end();
      if (answer.kind === "protected" || answer.kind === "done") {
        this.#context.publishing.protectedRefs.note(address, target.ref, answer.kind === "protected");
      }
      if (answer.kind === "moved" && (await pushed.hasMoved())) throw new ChangedSinceShown([this.swapped]);
      if (answer.kind === "unknown") throw new GitError("cut-off", say`The remote did not say what became of it.`);
      if (answer.kind !== "done") throw rejected(where, answer);
    } catch (error) {
      if (!isGitError(error)) throw error;
      const isOpen = isGitError(error, "cut-off", "unreachable", "directory-gone", "failed");
      const settled = isOpen ? await pushed.settle() : undefined;
      if (!isOpen || settled !== undefined) await trace.end();
      if (settled !== undefined) return settled;
      throw unanswered(where, error);
    }
    const now = await pushed.readBack();
    if (now !== undefined) return now;
    throw new PublishFailure(
      "declined",
      say`${address} said that ${where} was moved, but it was not.`,
      say`Whoever runs it knows what it does after a push.`,
    );
  }

  /** Git on the way there; `undefined`: the person has not turned it on for this repository. */
  async #network(url: string, directory: string, signal?: AbortSignal): Promise<NetworkGit | undefined> {
    const { repository, publishing } = this.#context;
    if (!publishing.turnedOn(directory).includes(url)) return undefined;
    return networkTo(this.#context, url, await readConfiguration(repository, signal));
  }

  /** Throws `conflict` where the remote leads elsewhere than it did when it was asked, `refused` where it leads into the project. */
  async #requireAddress({ remote, url }: PublishRequest, now: string): Promise<void> {
    const { fs, root, repository } = this.#context;
    await requireNoSecret(now);
    if (now !== url) {
      throw new WorkflowError(
        "conflict",
        say`The remote “${remote}” leads to ${now} now; it was asked for ${url}.`,
        say`See why (git remote --verbose); then ask again, and turn publishing on for the new address if that is right.`,
      );
    }
    await requireOutside(fs, url, { root, paths: repository.paths });
  }

  async #addressNow(remote: string, signal?: AbortSignal): Promise<string | undefined> {
    try {
      return remoteAddress(await readConfiguration(this.#context.repository, signal), remote);
    } catch (error) {
      if (isGitError(error) || !(error instanceof WorkflowError)) throw error;
      return undefined;
    }
  }

  #pullRequest({ pull_request, url }: PublishRequest, { main }: PublishTarget): PublishDocument["pull_request"] {
    if (pull_request === null) return null;
    const base = pull_request.base ?? main;
    return {
      base: base === undefined ? "" : shortName(base),
      by: pullRequestProgram(this.#context.publishing.programs, url),
    };
  }

  async #openPullRequest(
    document: PublishDocument,
    by = document.pull_request?.by ?? "link",
  ): Promise<OpenedPullRequest> {
    const { url: address, pull_request, target, title, body } = document;
    const wanted = { address, base: pull_request?.base ?? "", head: shortName(target.ref), title, body };
    return openPullRequest(this.#context.publishing.programs, by, wanted);
  }

  /** Where a person opens it once the grant was cut off; nothing is started for that. */
  async #interrupted(document: PublishDocument): Promise<OpenedPullRequest> {
    const { outcome } = await this.#openPullRequest(document, "link");
    return { outcome: { ...outcome, problem: "It was interrupted before the pull request." }, isKnown: true };
  }

  #message(document: PublishDocument, stands: ObjectId, pull: OpenedPullRequest | null): Text {
    const { url, source, moves } = document;
    const where = whereOf(document);
    const commit = shortObjectId(source.commit);
    const moved =
      moves === "same"
        ? say`${where} of ${url} stood at ${commit} already.`
        : say`${where} of ${url} is at ${commit} now.`;
    const since =
      stands === source.commit ? [] : [say`Somebody has gone on from it: it stands at ${shortObjectId(stands)}.`];
    if (pull === null) return joined([moved, ...since]);
    return joined([moved, ...since, aboutPullRequest(pull)]);
  }
}

function aboutPullRequest({ outcome: { url, compare, problem }, isKnown }: OpenedPullRequest): Text {
  if (url !== null) return say`Its pull request: ${url}`;
  if (problem === null) return say`The pull request is yours to open: ${compare ?? ""}`;
  if (isKnown) return say`The pull request was not made: ${problem}`;
  return say`It is not known whether the pull request was made: ${problem} Look before you open one: ${compare ?? ""}`;
}

/** Where the remote says that its ref is; what the asker knew, where it was not asked. */
function targetFact({ target_commit }: PublishRequest, { from }: PublishTarget): string | null {
  if (from === "unknown") return target_commit;
  return from === "none" ? null : from;
}

function whereOf({ remote, target }: PublishDocument): string {
  return `${remote}/${shortName(target.ref)}`;
}

/** @param to `null`: nobody knows that it stands there */
function executedOf(
  { remote, url, target }: PublishDocument,
  message: Text,
  to: ObjectId | null,
  pull_request: PullRequestOutcome | null,
): Executed {
  const from = isObjectId(target.from) ? target.from : null;
  return {
    message,
    ref: target.ref,
    from,
    to,
    safety: null,
    safety_session: null,
    published: { remote, url, pull_request },
  };
}

function nothingOf({ remote, url }: PublishDocument, message: Text): Executed {
  return {
    message,
    ref: null,
    from: null,
    to: null,
    safety: null,
    safety_session: null,
    published: { remote, url, pull_request: null },
  };
}

function branchGone(request: PublishRequest): WorkflowError {
  const reasons = movedFacts(publishRequest.facts(request), { source: null });
  return new WorkflowError("conflict", joined(reasons), say`There is nothing left that could be published.`);
}

function nothingToPublish({ remote, ref, session }: PublishRequest): WorkflowError {
  return new WorkflowError(
    "refused",
    say`There is nothing to publish: ${`${remote}/${shortName(ref)}`} stands where ${session} does.`,
    say`Deny the request, or withdraw it: nothing of the fork is missing there.`,
  );
}

function pullRequestNowhere({ remote, ref }: PublishRequest): Built<PublishDocument, PublishFact>["obstacles"][number] {
  return {
    reason: "pull-request",
    text: say`A pull request of ${shortName(ref)} has no other branch of ${remote} to go into.`,
    help: say`Ask again with a base (--base), or publish to another branch (--to).`,
    paths: [],
  };
}
