import type { DigestSuggestion } from "../snapshot/suggestionStates.ts";
import { sentBack } from "../../../core/review/delivery/sentBack.ts";
import { isDeclined } from "../../../core/review/delivery/undelivered.ts";
import type { ObjectId } from "../../../core/git/repository/objectId.ts";
import type { Annotations } from "../../../core/annotations/annotation.ts";
import type { Drafts } from "../../../core/annotations/drafts/drafts.ts";
import type { SessionTexts } from "../../../core/annotations/sessionTexts.ts";
import type { FollowFile } from "../../../core/annotations/fileRenames.ts";
import { asWorkflowError, WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import type { Requests, RequestView } from "../../../core/review/requests/requests.ts";
import type { Gate, PreparedAction } from "../../../core/review/gate.ts";
import type { FileDiff } from "../../../core/review/proposal/proposal.ts";
import type { UncommittedWork } from "../../../core/forks/proposedMerge.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Snapshot } from "../../../messages/review.ts";
import type { Wording } from "../../wording/wording.ts";
import type { RequestKind } from "../../../core/gate/requestKind.ts";
import { conflictKind } from "../kinds/conflictKind.ts";
import { presentationOf } from "../kinds/kinds.ts";
import type { ActionDocument } from "../../../core/review/kinds/actionDocument.ts";
import { buildSnapshot } from "../snapshot/buildSnapshot.ts";
import type { CheckFacts } from "../snapshot/checkFacts.ts";
import { contentKey } from "../snapshot/grantBlockers.ts";
import type { ReviewFacts } from "../snapshot/reviewFacts.ts";
import type { SideTexts } from "../snapshot/threadRows.ts";
import { Conversation } from "./conversation.ts";

/** Rechecks before a proposal that could not be built, or granted, is tried again. */
const retryEvery = 5;

/** The same where what is in the way is the person's to clear away: then they look at the page for the result. */
const retryOwnEvery = 2;

/** Rechecks from one look at what is not committed to the next: it takes git a walk through a whole worktree. */
const uncommittedEvery = 60;

/** Rechecks from one count of what was committed after an answer to the next. */
const commitsEvery = 5;

/** Rechecks from one reading of the threads to the next. */
const threadsEvery = 2;

export interface ReviewSessionOptions {
  readonly id: RequestId;
  readonly approvals: () => Promise<Pick<Requests, "get">>;
  readonly gate: () => Promise<Pick<Gate, "prepare" | "differing" | "readFile">>;
  readonly annotations: () => Promise<Pick<Annotations, "list">>;
  readonly drafts: () => Pick<Drafts, "list" | "resume">;
  /** The files that suggestions are for, as the head of the session's work has them. */
  readonly texts: () => Promise<Pick<SessionTexts, "tip" | "committed" | "renames">>;
  readonly digest: DigestSuggestion;
  /** Where files of a session are that were renamed. */
  readonly renames: (session: SessionId) => Promise<FollowFile>;
  /** The request as the list of all knows it; costs nothing. */
  readonly known: () => RequestView | undefined;
  readonly viewed: () => readonly string[];
  readonly layout: () => Snapshot["layout"];
  readonly comparable: () => boolean;
  /** Whether the session's work came to a branch around the gate and that was not marked as seen; costs nothing. */
  readonly unreviewed: () => boolean;
  /** Whether its session has a branch of its own. */
  readonly isFork: () => boolean;
  /** What the session's own worktree has that no commit holds; `null`: there is none. */
  readonly uncommitted: () => Promise<UncommittedWork | null>;
  /** All requests of its session, as the list knows them; costs nothing. */
  readonly siblings: () => readonly RequestView[];
  /** How many commits its fork has beside this one; `null`: nobody can tell. */
  readonly commitsSince: (commit: ObjectId) => Promise<number | null>;
  /** How the checks stand that the person requires of an action. */
  readonly checks: (document: ActionDocument) => Promise<CheckFacts | undefined>;
  /** The action was built, perhaps anew. */
  readonly built: () => void;
  readonly wording: Wording;
}

/** One request with everything that was looked up about it. What was prepared is kept as it was shown until it is asked for anew. */
export class ReviewSession {
  readonly #options: ReviewSessionOptions;
  readonly #served = new Set<string>();
  readonly #talk: Conversation;
  #view: RequestView | undefined;
  #prepared: PreparedAction | undefined;
  #problems: readonly string[] = [];
  #moved = false;
  #differing: readonly string[] = [];
  #updated: ReviewFacts["updated"];
  #commits: number | null = null;
  #uncommitted: UncommittedWork | null = null;
  #checks: { readonly of: PreparedAction; readonly facts: CheckFacts | undefined } | undefined;
  #rechecks = 0;

  constructor(options: ReviewSessionOptions) {
    this.#options = options;
    this.#talk = new Conversation({
      ...options,
      read: async (path) => {
        const prepared = this.#prepared;
        return prepared === undefined ? undefined : await (await options.gate()).readFile(prepared, path, false);
      },
    });
  }

  get view(): RequestView | undefined {
    return this.#view;
  }

  /** The action as it was shown; nothing else is ever granted. */
  get prepared(): PreparedAction | undefined {
    return this.#prepared;
  }

  /** Threads of the session that are not resolved, also those that are too many to be shown. */
  get unresolved(): number {
    return this.#talk.unresolved;
  }

  /** Looks everything up. Throws where there is no such request. */
  async load(): Promise<void> {
    const { approvals, id } = this.#options;
    this.#view = await (await approvals()).get(id);
    if (this.#view.state === "waiting") await this.#prepare();
    await this.#lookAtChecks();
    await this.#talk.resumeSending(this.#view.session);
    await this.readThreads();
    await this.#readUncommitted();
    await this.#countCommits();
  }

  /** Looks whether everything stands as shown; cheap enough for once a second. */
  async recheck(): Promise<void> {
    this.#rechecks += 1;
    this.#view = this.#options.known() ?? this.#view;
    if (this.#view?.state === "waiting") {
      const prepared = this.#prepared;
      const blocked = prepared === undefined || prepared.obstacles.length > 0;
      const isPersons = prepared !== undefined && conflictKind(prepared) !== "branches";
      if (blocked && this.#rechecks % (isPersons ? retryOwnEvery : retryEvery) === 0) await this.#retry();
      else await this.#compare();
    }
    await this.#lookAtChecks();
    if (this.#rechecks % threadsEvery === 0) await this.readThreads();
    if (this.#rechecks % uncommittedEvery === 0) await this.#readUncommitted();
    if (this.#rechecks % commitsEvery === 0) await this.#countCommits();
  }

  /** A grant was tried with the action: it works once. What still waits is built anew. */
  async renew(): Promise<void> {
    await this.reread();
    if (this.#view?.state === "waiting") await this.#prepare();
  }

  /** Reads the request anew after something was decided here. */
  async reread(): Promise<void> {
    const { approvals, id } = this.#options;
    this.#view = await (await approvals()).get(id);
  }

  /** One file for the page; from now on it counts as opened, unless only its size or the beginnings of its long lines were asked for. */
  async serve(path: string, whole: boolean): Promise<FileDiff> {
    const prepared = this.#prepared;
    const file = prepared?.files.find((candidate) => candidate.path === path && candidate.exact);
    if (prepared === undefined || file === undefined) {
      throw new WorkflowError(
        "not-found",
        say`This file is not part of the proposal.`,
        say`Look at the list of files again.`,
      );
    }
    const diff = await (await this.#options.gate()).readFile(prepared, path, whole);
    if (diff.kind !== "large" && (whole || file.longLines === 0)) this.#served.add(contentKey(file));
    this.#talk.learn(diff);
    return diff;
  }

  /** Both sides of a file as the page shows them. */
  async texts(path: string): Promise<SideTexts | undefined> {
    return await this.#talk.texts(path);
  }

  async readThreads(): Promise<void> {
    const session = this.#view?.session;
    if (session === undefined) return;
    await this.#talk.read(session);
  }

  /**
   * Looks how required checks stand; of what waits for nothing any more only while something of it still runs, so that what ends is seen to end. Throws
   * where nobody can tell.
   */
  async readChecks(): Promise<void> {
    const of = this.#prepared;
    const runs = this.#checks?.facts?.checks.some(({ doing }) => doing !== undefined) === true;
    if (of === undefined || (this.#view?.state !== "waiting" && !runs)) return;
    const facts = await this.#options.checks(of.document);
    this.#checks = { of, facts };
  }

  /** The path that one side of a file of the list has. */
  pathOn(side: "old" | "new", path: string): string {
    return this.#talk.pathOn(side, path);
  }

  facts(view: RequestView): ReviewFacts {
    const { viewed, layout, comparable, unreviewed, wording } = this.#options;
    return {
      view,
      prepared: this.#prepared,
      problems: this.#problems,
      moved: this.#moved,
      differing: this.#differing,
      updated: this.#updated,
      served: this.#served,
      threads: this.#talk.rows(wording.t),
      threadsLeft: this.#talk.left,
      viewed: viewed(),
      layout: layout(),
      comparable: comparable(),
      unreviewed: unreviewed(),
      checks: this.#checks?.of === this.#prepared ? this.#checks?.facts : undefined,
      uncommitted: this.#uncommitted,
      sentBack: this.#sentBack(view),
    };
  }

  #sentBack(view: RequestView): ReviewFacts["sentBack"] {
    const found = sentBack(view, this.#options.siblings(), this.#talk.all);
    return found === undefined ? undefined : { ...found, commits: this.#commits };
  }

  /** `undefined` until it was loaded. */
  snapshot(): Snapshot | undefined {
    return this.#view === undefined ? undefined : buildSnapshot(this.facts(this.#view), this.#options.wording);
  }

  async #prepare(): Promise<void> {
    const { gate, id, wording } = this.#options;
    try {
      this.#take(await (await gate()).prepare(id));
    } catch (error) {
      const { code, text, hintText } = asWorkflowError(error);
      if (code === "internal") throw error;
      this.#problems = [text, hintText].map((one) => one.in(wording.t));
      this.#moved = code === "conflict";
    }
  }

  #take(prepared: PreparedAction): void {
    this.#prepared = prepared;
    this.#talk.about(prepared.files);
    this.#problems = [];
    this.#moved = false;
    this.#differing = [];
    this.#options.built();
  }

  /** What stood in the way may be gone; an action with the same obstacles is not news. */
  async #retry(): Promise<void> {
    const { gate, id } = this.#options;
    const before = this.#prepared;
    if (before === undefined) {
      await this.#prepare();
      return;
    }
    await this.#compare();
    if (this.#differing.length > 0) return;
    const fresh = await (await gate()).prepare(id);
    if (hindrance(fresh) !== hindrance(before)) this.#take(fresh);
  }

  /** A look that fails says nothing; before a grant it is taken again. */
  async #lookAtChecks(): Promise<void> {
    try {
      await this.readChecks();
    } catch (error) {
      if (asWorkflowError(error).code === "internal") throw error;
      this.#checks = undefined;
    }
  }

  /** Only of a merge, which leaves out what is not committed; a look that fails says nothing. */
  async #readUncommitted(): Promise<void> {
    const asks = this.#view?.state === "waiting" && this.#view.request?.kind === "merge";
    if (!asks) {
      this.#uncommitted = null;
      return;
    }
    try {
      this.#uncommitted = await this.#options.uncommitted();
    } catch (error) {
      if (asWorkflowError(error).code === "internal") throw error;
      this.#uncommitted = null;
    }
  }

  /** What a fork has committed since its merge was declined; a look that fails says nothing. */
  async #countCommits(): Promise<void> {
    const view = this.#view;
    this.#commits =
      view?.request?.kind === "merge" && isDeclined(view)
        ? await this.#options.commitsSince(view.request.source_commit).catch((error: unknown) => {
            if (asWorkflowError(error).code === "internal") throw error;
            return null;
          })
        : null;
  }

  async #compare(): Promise<void> {
    const before = this.#prepared;
    if (before === undefined) return;
    const gate = await this.#options.gate();
    const differing = await gate.differing(before);
    const { update: updating } = presentationOf<RequestKind>(before.document.kind);
    const isUpdated = updating !== undefined && differing.length === 1 && differing[0] === updating.field;
    const update = isUpdated ? await this.#update(gate) : undefined;
    // A grant may have built it anew meanwhile.
    if (this.#prepared !== before) return;
    if (update === undefined) this.#differing = differing;
    else {
      this.#take(update);
      this.#updated = { at: this.#options.wording.clock.now() };
    }
  }

  /** The action as it is now where only its target has moved; `undefined`: that changes what was asked, so the request is stale. */
  async #update(gate: Pick<Gate, "prepare">): Promise<PreparedAction | undefined> {
    try {
      return await gate.prepare(this.#options.id);
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.code === "internal") throw error;
      return undefined;
    }
  }
}

function hindrance({ obstacles, conflicts }: PreparedAction): string {
  return JSON.stringify([obstacles, conflicts]);
}
