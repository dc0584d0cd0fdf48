import type { Annotations, Thread } from "../../../core/annotations/annotation.ts";
import type { Drafts } from "../../../core/annotations/drafts/drafts.ts";
import { draftThread } from "../../../core/annotations/drafts/draftThread.ts";
import type { SessionTexts } from "../../../core/annotations/sessionTexts.ts";
import type { FollowFile } from "../../../core/annotations/fileRenames.ts";
import { asWorkflowError } from "../../../core/base/errors.ts";
import type { FileDiff, ProposalFile } from "../../../core/review/proposal/proposal.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { ThreadRow } from "../../../messages/review.ts";
import { proposalPlaces } from "../snapshot/proposalPlaces.ts";
import { shownThreads, threadLimits, type ShownThreads } from "../snapshot/shownThreads.ts";
import { withSuggestions } from "../snapshot/suggestionRows.ts";
import { type DigestSuggestion, SuggestionStates } from "../snapshot/suggestionStates.ts";
import type { Translate } from "../../wording/translate.ts";
import { threadRows, type SideTexts } from "../snapshot/threadRows.ts";

export interface ConversationOptions {
  readonly annotations: () => Promise<Pick<Annotations, "list">>;
  /** The person's own comments that are not sent yet. */
  readonly drafts: () => Pick<Drafts, "list" | "resume">;
  /** What suggestions are compared with. */
  readonly texts: () => Promise<Pick<SessionTexts, "tip" | "committed" | "renames">>;
  readonly digest: DigestSuggestion;
  /** Whether its session has a branch of its own. */
  readonly isFork: () => boolean;
  /** Where files of a session are that were renamed. */
  readonly renames: (session: SessionId) => Promise<FollowFile>;
  /** Both sides of a file of those it is about; `undefined`: there are none. */
  readonly read: (path: string) => Promise<FileDiff | undefined>;
}

type Files = readonly ProposalFile[];

/** What was said about a session, at the files that a page shows of it. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #texts = new Map<string, SideTexts | undefined>();
  #files: Files | undefined;
  #threads: ShownThreads = { threads: [], left: 0 };
  /** Comments that are not sent yet, as threads. */
  #drafts: readonly Thread[] = [];
  readonly #suggestions: SuggestionStates;
  #states: Awaited<ReturnType<SuggestionStates["of"]>> = new Map();
  #placeOf = proposalPlaces(undefined, unmoved);
  /** For what the places were found last. */
  #asked: { readonly files: Files | undefined; readonly gone: string } = { files: undefined, gone: "" };
  #unresolved = 0;
  #all: readonly Thread[] = [];

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#suggestions = new SuggestionStates(options);
  }

  /** Threads that are not resolved, also those that are too many to be shown. */
  get unresolved(): number {
    return this.#unresolved;
  }

  /** Everything that was said, whatever is shown of it. */
  get all(): readonly Thread[] {
    return this.#all;
  }

  /** Notes that are too many to be shown. */
  get left(): number {
    return this.#threads.left;
  }

  /** From now on it is about these files; what was known of others is forgotten. */
  about(files: Files): void {
    this.#files = files;
    this.#texts.clear();
    this.#placeOf = proposalPlaces(files, unmoved);
  }

  /** The page has got this file. */
  learn(diff: FileDiff): void {
    if (diff.kind === "text") this.#texts.set(diff.path, { old: diff.oldText, new: diff.newText });
  }

  /** Both sides of a file as the page shows them. */
  async texts(path: string): Promise<SideTexts | undefined> {
    if (!this.#texts.has(path)) this.#texts.set(path, await this.#readTexts(path));
    return this.#texts.get(path);
  }

  /** Reads what was said, with the files it was said about. */
  async read(session: SessionId): Promise<void> {
    const threads = await (await this.#options.annotations()).list(session);
    this.#all = threads;
    this.#threads = shownThreads(threads);
    this.#drafts = await this.#readDrafts(session);
    this.#states = await this.#suggestions.of(session, this.#shown);
    this.#unresolved = threads.filter(({ resolved }) => !resolved).length;
    await this.#findPlaces(session);
    for (const { subject } of this.#shown) {
      if (subject.file !== undefined && subject.anchor !== undefined)
        await this.texts(this.#placeOf(subject.file).path);
    }
  }

  /** The path that one side of a file of the list has. */
  pathOn(side: "old" | "new", path: string): string {
    return side === "old" ? (this.#placeOf(path).file?.oldPath ?? path) : path;
  }

  /** A review that a killed window was about to send. */
  async resumeSending(session: SessionId): Promise<void> {
    await withoutDrafts(async () => await this.#options.drafts().resume(session), 0);
  }

  rows(t: Translate): readonly ThreadRow[] {
    const drafts = new Set(this.#drafts.map(({ id }) => id));
    const facts = { drafts, states: this.#states, isFork: this.#options.isFork() };
    const rows = threadRows(this.#shown, this.#placeOf, (path) => this.#texts.get(path));
    return withSuggestions(rows, this.#shown, facts, t);
  }

  /** What the page shows of comments: those of all, and then the person's own that are not sent yet. */
  get #shown(): readonly Thread[] {
    return [...this.#threads.threads, ...this.#drafts];
  }

  async #readDrafts(session: SessionId): Promise<readonly Thread[]> {
    const notes = await withoutDrafts(async () => await this.#options.drafts().list(session), []);
    return notes.slice(-threadLimits.threads).map((note) => draftThread(session, note));
  }

  /** History is asked only where a comment names a file that is not in the list, and once for each list and such names. */
  async #findPlaces(session: SessionId): Promise<void> {
    const files = this.#files;
    const direct = proposalPlaces(files, unmoved);
    const names = this.#shown.flatMap(({ subject: { file } }) => file ?? []);
    const gone = [...new Set(names)].filter((name) => direct(name).gone).join("\n");
    if (files === this.#asked.files && gone === this.#asked.gone) return;
    this.#asked = { files, gone };
    this.#placeOf = direct;
    if (gone === "") return;
    try {
      this.#placeOf = proposalPlaces(files, await this.#options.renames(session));
    } catch (error) {
      if (asWorkflowError(error).code === "internal") throw error; // Else the branch is gone, and its names with it.
    }
  }

  async #readTexts(path: string): Promise<SideTexts | undefined> {
    const isText = this.#files?.some((file) => file.path === path && file.exact && file.content === "text") === true;
    const diff = isText ? await this.#options.read(path) : undefined;
    return diff?.kind === "text" ? { old: diff.oldText, new: diff.newText } : undefined;
  }
}

/** A machine on which the reviewer has no directory of their own has no drafts, and everything else is shown. */
async function withoutDrafts<T>(look: () => Promise<T>, none: T): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (asWorkflowError(error).code === "internal") throw error;
    return none;
  }
}

const unmoved: FollowFile = (path) => path;
