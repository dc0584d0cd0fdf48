import type { FollowFile } from "../../../core/annotations/fileRenames.ts";
import { asWorkflowError, WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { shortName } from "../../../core/git/repository/refName.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";
import type { FileDiff } from "../../../core/review/proposal/proposal.ts";
import type { Layer, LayerName, LookedProposal, LookTarget } from "../../../core/review/looking/lookedProposal.ts";
import type { ProposalLooks } from "../../../core/review/looking/proposalLooks.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Snapshot } from "../../../messages/review.ts";
import type { Wording } from "../../wording/wording.ts";
import { plainName } from "../kinds/plainNames.ts";
import { Conversation, type ConversationOptions } from "../panel/conversation.ts";
import type { CommentedFiles } from "../panel/reviewComments.ts";
import type { ShownReview } from "../panel/reviewPanel.ts";
import type { SideTexts } from "../snapshot/threadRows.ts";
import { layersOf, lookSnapshot, nameOfWork } from "./lookSnapshot.ts";

/** Rechecks from one reading of the threads to the next. */
const threadsEvery = 2;

/** Milliseconds from one look at a working tree to the next, at least; and so many times as long as the last one took. */
const treeAfter = { least: 2000, times: 10 } as const;

/** Rechecks before what could not be looked at is tried again. */
const retryEvery = 5;

export interface LookSessionOptions {
  readonly id: string;
  readonly target: LookTarget;
  readonly name: string;
  readonly looks: () => Promise<Pick<ProposalLooks, "look" | "again" | "stands" | "readFile">>;
  readonly annotations: ConversationOptions["annotations"];
  readonly drafts: ConversationOptions["drafts"];
  readonly texts: ConversationOptions["texts"];
  readonly digest: ConversationOptions["digest"];
  /** Where files of a session are that were renamed. */
  readonly renames: (session: SessionId) => Promise<FollowFile>;
  /** Whose work it is now, by what was looked at; costs nothing. */
  readonly session: (looked: LookedProposal | undefined) => SessionId | undefined;
  readonly viewed: (layer: LayerName) => readonly string[];
  readonly layout: () => Snapshot["layout"];
  /** A directory as a person would name it. */
  readonly shorten: (path: string) => string;
  /** It was looked at anew, or another layer is shown. */
  readonly changed: () => void;
  readonly wording: Wording;
}

/** Work without a request, with everything that was looked up about it. What is shown follows what moves. */
export class LookSession implements ShownReview, CommentedFiles {
  readonly #options: LookSessionOptions;
  readonly #talk: Conversation;
  #looked: LookedProposal | undefined;
  #problems: readonly string[] = [];
  #moved: readonly string[] = [];
  /** What the reader has chosen; `undefined`: the first layer with files. */
  #chosen: LayerName | undefined;
  /** The session that came of it while it was shown. */
  #kept: SessionId | undefined;
  #rechecks = 0;
  #nextTree = 0;

  constructor(options: LookSessionOptions) {
    this.#options = options;
    this.#talk = new Conversation({
      ...options,
      isFork: () => this.session !== undefined && options.target.kind !== "changes",
      read: async (path) => {
        const looked = this.#looked;
        return looked === undefined
          ? undefined
          : await (await options.looks()).readFile(looked, this.layer, path, false);
      },
    });
  }

  get looked(): LookedProposal | undefined {
    return this.#looked;
  }

  get session(): SessionId | undefined {
    return this.#options.session(this.#looked) ?? this.#kept;
  }

  /** What the work is called. */
  get name(): string {
    return this.#looked === undefined ? this.#options.name : nameOfWork(this.#looked);
  }

  /** The layer whose files are shown. */
  get layer(): LayerName {
    const there = this.#looked === undefined ? [] : layersOf(this.#looked);
    const chosen = there.find(([name]) => name === this.#chosen) ?? there.find(([, { files }]) => files.length > 0);
    return (chosen ?? there[0])?.[0] ?? this.#chosen ?? "committed";
  }

  get shown(): Layer | undefined {
    return this.#looked?.[this.layer] ?? undefined;
  }

  /** Looks everything up; what hinders that is said on the page. */
  async load(): Promise<void> {
    await this.#follow(async () => await (await this.#options.looks()).look(this.#options.target));
    if (this.session !== undefined) await this.#talk.resumeSending(this.session);
    await this.readThreads();
  }

  async recheck(): Promise<void> {
    this.#rechecks += 1;
    const looked = this.#looked;
    if (looked === undefined) {
      if (this.#rechecks % retryEvery === 0) await this.load();
      return;
    }
    await this.#follow(async () => {
      const looks = await this.#options.looks();
      if (!(await looks.stands(looked))) return await looks.again(looked);
      const { clock } = this.#options.wording;
      const began = clock.now();
      if (began < this.#nextTree) return looked;
      const now = await looks.again(looked);
      this.#nextTree = clock.now() + Math.max(treeAfter.least, treeAfter.times * (clock.now() - began));
      return now;
    });
    if (this.#rechecks % threadsEvery === 0) await this.readThreads();
  }

  /** Shows the files of another layer. */
  choose(layer: LayerName): void {
    this.#chosen = layer;
    this.#showFiles();
  }

  /** From now on it is the work of this session. */
  keptAs(session: SessionId): void {
    this.#kept = session;
  }

  /** One file of the layer on show, for the page. */
  async serve(path: string, whole: boolean): Promise<FileDiff> {
    const looked = this.#looked;
    if (looked === undefined)
      throw new WorkflowError("refused", say`It is being looked up.`, say`Try again in a moment.`);
    const diff = await (await this.#options.looks()).readFile(looked, this.layer, path, whole);
    this.#talk.learn(diff);
    return diff;
  }

  async texts(path: string): Promise<SideTexts | undefined> {
    return await this.#talk.texts(path);
  }

  pathOn(side: "old" | "new", path: string): string {
    return this.#talk.pathOn(side, path);
  }

  async readThreads(): Promise<void> {
    const { session } = this;
    if (session !== undefined) await this.#talk.read(session);
  }

  /** `undefined` until it was looked at once, with whatever success. */
  snapshot(): Snapshot | undefined {
    if (this.#looked === undefined && this.#problems.length === 0) return undefined;
    const { id, name, viewed, layout, shorten, wording } = this.#options;
    return lookSnapshot(
      {
        id,
        name,
        looked: this.#looked,
        problems: this.#problems,
        moved: this.#moved,
        layer: this.layer,
        session: this.session,
        threads: this.#talk.rows(this.#options.wording.t),
        threadsLeft: this.#talk.left,
        viewed: viewed(this.layer),
        layout: layout(),
        shorten,
      },
      wording,
    );
  }

  /** Takes over what a look gives. One that fails leaves what is shown, and says why it is not newer. */
  async #follow(look: () => Promise<LookedProposal>): Promise<void> {
    const { t } = this.#options.wording;
    const before = this.#looked;
    try {
      const looked = await look();
      this.#problems = [];
      if (looked === before) return;
      this.#looked = looked;
      if (before !== undefined) this.#moved = movesOf(before, looked, t) ?? this.#moved;
      this.#showFiles();
    } catch (error) {
      const { code, text, hintText } = asWorkflowError(error);
      if (code === "internal") throw error;
      const stale = before === undefined ? [] : [t("What you see is how it was last.")];
      this.#problems = [text.in(t), ...(before === undefined ? [hintText.in(t)] : stale)];
    }
  }

  #showFiles(): void {
    const { shown } = this;
    if (shown !== undefined) this.#talk.about(shown.files);
    this.#options.changed();
  }
}

/** What has moved, one sentence each; `undefined`: none of the commits has. */
function movesOf(before: LookedProposal, now: LookedProposal, t: Wording["t"]): readonly string[] | undefined {
  const moves: string[] = [];
  if (before.head !== now.head || before.branch !== now.branch) {
    const name = plainName(nameOfWork(now));
    moves.push(
      t("{0} has moved to {1} since you opened it; this is how it is now.", name, shortObjectId(now.head ?? "")),
    );
  }
  if (before.onto?.commit !== now.onto?.commit && now.onto !== null) {
    const into = plainName(shortName(now.onto.ref));
    moves.push(
      t("{0} has moved to {1} since you opened it; this is how it is now.", into, shortObjectId(now.onto.commit)),
    );
  }
  return moves.length === 0 ? undefined : moves;
}
