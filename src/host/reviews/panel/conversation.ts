import type { Annotations, Thread } from "../../../core/annotations/annotation.ts";
import type { FollowFile } from "../../../core/annotations/fileRenames.ts";
import { asWorkflowError } from "../../../core/base/errors.ts";
import type { FileDiff, ProposalFile } from "../../../core/review/proposal/proposal.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { ThreadRow } from "../../../messages/review.ts";
import { proposalPlaces } from "../snapshot/proposalPlaces.ts";
import { shownThreads, type ShownThreads } from "../snapshot/shownThreads.ts";
import { threadRows, type SideTexts } from "../snapshot/threadRows.ts";

export interface ConversationOptions {
  readonly annotations: () => Promise<Pick<Annotations, "list">>;
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
  #placeOf = proposalPlaces(undefined, unmoved);
  /** For what the places were found last. */
  #asked: { readonly files: Files | undefined; readonly gone: string } = { files: undefined, gone: "" };
  #unresolved = 0;
  #all: readonly Thread[] = [];

  constructor(options: ConversationOptions) {
    this.#options = options;
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
    this.#unresolved = threads.filter(({ resolved }) => !resolved).length;
    await this.#findPlaces(session);
    for (const { subject } of this.#threads.threads) {
      if (subject.file !== undefined && subject.anchor !== undefined)
        await this.texts(this.#placeOf(subject.file).path);
    }
  }

  /** The path that one side of a file of the list has. */
  pathOn(side: "old" | "new", path: string): string {
    return side === "old" ? (this.#placeOf(path).file?.oldPath ?? path) : path;
  }

  rows(): readonly ThreadRow[] {
    return threadRows(this.#threads.threads, this.#placeOf, (path) => this.#texts.get(path));
  }

  /** History is asked only where a comment names a file that is not in the list, and once for each list and such names. */
  async #findPlaces(session: SessionId): Promise<void> {
    const files = this.#files;
    const direct = proposalPlaces(files, unmoved);
    const names = this.#threads.threads.flatMap(({ subject: { file } }) => file ?? []);
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

const unmoved: FollowFile = (path) => path;
