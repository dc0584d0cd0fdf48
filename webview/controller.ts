import { spokenSentences } from "./model/spokenSentences.ts";
import { fileEntries } from "./model/fileEntries.ts";
import { failureOf } from "./failureOf.ts";
import { endedChecks } from "./base/checkWords.ts";
import { setClock } from "./base/clock.ts";
import { type HostLink, type Question } from "./base/hostLink.ts";
import {
  draftKey,
  everything,
  replyKey,
  suggestionKey,
  summaryKey,
  withBusy,
  withDraft,
  withoutDraft,
  withSelected,
  withSnapshot,
  withoutDecisions,
  withViewed,
  type LineRange,
  type PageState,
  type CommentTarget,
  type Shown,
} from "./model/pageState.ts";
import { readSavedState } from "./model/savedState.ts";
import { editKey, suggestedText } from "./model/suggestedText.ts";
import type { Act, NewComment, Opening, PageActions } from "./base/pageActions.ts";
import type { LayerName } from "../src/messages/looking.ts";
import type { Snapshot } from "../src/messages/review.ts";
import { stateWords } from "./base/stateWords.ts";
import type { Store } from "./base/store.ts";
import { t } from "./base/wording.ts";

/** Seconds until a question counts as not answered. A decision waits for a person in a dialog, the others for a machine. */
const limits = { load: 60, layer: 60, annotate: 30, open: 30, act: 15 * 60 } as const;
const filesKept = 12;

/** What the controller needs of the parts it cannot know. */
export interface ViewEffects {
  /** Says something to screen readers. */
  say(words: string): void;
  /** Brings lines of the file on show into view. */
  reveal(lines: LineRange): void;
  /** Puts the caret into the field for a new comment, that for other words, or back to the file. */
  focusComposer(): void;
  focusField(key: string): void;
  focusContent(): void;
}

export function unreadableWords(): string {
  return t("This review cannot be shown: what the extension sent about it was not understood.");
}

export function undrawableWords(): string {
  return t("This review cannot be shown: drawing it failed. Nothing was decided. Close this page and open it again.");
}

/** Turns what people do into questions to the extension and changes of the state. */
export class Controller implements PageActions {
  readonly #store: Store;
  readonly #link: HostLink;
  readonly #around: ViewEffects;
  /** Contents that were shown lately, by path and contents. */
  readonly #files = new Map<string, Shown>();

  constructor(store: Store, link: HostLink, around: ViewEffects) {
    this.#store = store;
    this.#link = link;
    this.#around = around;
  }

  snapshot(snapshot: Snapshot): void {
    const before = this.#store.state.snapshot;
    setClock(snapshot.now);
    this.#store.update((state) =>
      withSnapshot(before === undefined ? this.#restored(state, snapshot) : state, snapshot),
    );
    if (before !== undefined && before.state !== snapshot.state)
      this.#around.say(spokenSentences([stateWords(snapshot.state).words, snapshot.headline, ...snapshot.banner]));
    const ended = endedChecks(before?.required?.rows ?? [], snapshot.required?.rows ?? []);
    if (ended.length > 0) this.#around.say(spokenSentences(ended));
    if (this.#store.state.selected !== null && this.#store.state.shown.status === "loading") this.load(false);
  }

  /** Where the reader was before a reload. Work that is only looked at begins with its first file: nobody has to decide what an overview is for. */
  #restored(state: PageState, snapshot: Snapshot): PageState {
    const [first] = snapshot.looking === undefined ? [] : fileEntries(snapshot.files, "");
    const begun = first === undefined ? state : { ...state, selected: first.path };
    const saved = readSavedState(this.#link.saved());
    if (saved === undefined || saved.request !== snapshot.request.id) return begun;
    const { filter, drafts, composer, tab, reading } = saved;
    return {
      ...begun,
      selected: saved.selected ?? begun.selected,
      filter,
      drafts,
      composer: composer ?? undefined,
      tab,
      reading:
        reading === null ? undefined : { ...reading, file: "", version: undefined, shown: { status: "loading" } },
    };
  }

  select(path: string | null, line?: LineRange): void {
    this.#store.update((state) => withSelected(state, path));
    if (path !== null && this.#store.state.shown.status === "loading") this.load(false);
    if (line !== undefined) {
      this.#unfoldAround(line);
      this.#around.reveal(line);
    }
  }

  filter(text: string): void {
    this.#store.update((state) => ({ ...state, filter: text }));
  }

  layout(layout: PageState["layout"]): void {
    this.#store.update((state) => (state.layout === layout ? state : { ...state, layout }));
    this.#remember();
  }

  view(path: string, viewed: boolean): void {
    this.#store.update((state) => withViewed(state, path, viewed));
    this.#remember();
  }

  unfold(start: number, end: number): void {
    this.#store.update((state) => ({ ...state, opened: [...state.opened, { start, end }] }));
  }

  /** Unfolds everything, or folds everything again. */
  foldAll(): void {
    this.#store.update((state) => ({
      ...state,
      opened: state.opened.length > 0 ? [] : everything,
    }));
  }

  /** Closes what is open, the innermost first; a comment with words in it stays. */
  close(): void {
    const { composer, drafts, failure } = this.#store.state;
    const key = composer === undefined ? "" : draftKey(composer);
    const written = (drafts[key] ?? "").trim() !== "" || suggestedText(drafts, key) !== undefined;
    if (composer !== undefined && !written) this.compose(undefined);
    else if (failure !== undefined) this.dismissFailure();
    else this.#around.focusContent();
  }

  #unfoldAround({ side, start, end }: LineRange): void {
    // An opened stretch counts lines of the old side; a line of the new one is reached through the threads, which are never folded away.
    if (side === "old") this.unfold(start - 1, end);
  }

  compose(place: CommentTarget | undefined): void {
    const { composer, snapshot } = this.#store.state;
    if (place !== undefined && snapshot?.can.annotate !== true) return;
    this.#store.update((state) => ({
      ...(composer === undefined || place !== undefined ? state : withoutDraft(state, composer)),
      composer: place,
    }));
    this.#store.flush();
    if (place === undefined) this.#around.focusContent();
    else this.#around.focusComposer();
  }

  draft(key: string, words: string): void {
    this.#store.update((state) => withDraft(state, key, words));
  }

  focus(key: string): void {
    this.#store.flush();
    this.#around.focusField(key);
  }

  editDraft(draft: string, body: string): void {
    const suggestion = suggestedText(this.#store.state.drafts, editKey(draft));
    const change = { kind: "edit" as const, draft, body, ...(suggestion === undefined ? {} : { suggestion }) };
    void this.#ask(editKey(draft), { type: "annotate", change }, limits.act).then((done) => {
      if (!done) return;
      this.leaveDraft(draft);
      this.#around.say(t("The draft was changed."));
    });
  }

  leaveDraft(draft: string): void {
    const key = editKey(draft);
    this.#store.update((state) => withDraft(withDraft(state, key, ""), suggestionKey(key), ""));
  }

  discardDraft(draft: string | undefined): void {
    const change = { kind: "discard" as const, ...(draft === undefined ? {} : { draft }) };
    const what = draft === undefined ? "discard drafts" : `discard ${draft}`;
    void this.#ask(what, { type: "annotate", change }, limits.act);
  }

  sendReview(): void {
    const summary = (this.#store.state.drafts[summaryKey] ?? "").trim();
    const change = { kind: "send" as const, ...(summary === "" ? {} : { summary }) };
    void this.#ask("send review", { type: "annotate", change }, limits.act).then((done) => {
      if (!done) return;
      this.draft(summaryKey, "");
      this.#around.say(t("The review was sent."));
      this.#around.focusContent();
    });
  }

  apply(thread: string, digest: string): void {
    const change = { kind: "apply" as const, thread, digest };
    void this.#ask(`apply ${thread}`, { type: "annotate", change }, limits.act).then((done) => {
      if (done) this.#around.say(t("The suggestion was applied."));
    });
  }

  annotate(place: CommentTarget, { body, labels, collect }: NewComment): void {
    const suggestion = suggestedText(this.#store.state.drafts, draftKey(place));
    const change = {
      kind: "add" as const,
      ...(place.file === null ? {} : { file: place.file }),
      ...(place.lines === null ? {} : { lines: place.lines }),
      body,
      labels: [...labels],
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(collect ? { collect } : {}),
    };
    const key = draftKey(place);
    void this.#ask(key, { type: "annotate", change }, this.#annotateLimit).then((done) => {
      if (!done) return;
      this.#store.update((state) => ({
        ...withoutDraft(state, place),
        composer: state.composer !== undefined && draftKey(state.composer) === key ? undefined : state.composer,
      }));
      this.#store.flush();
      this.#around.say(collect ? t("The comment was added to your review.") : t("The comment was added."));
      this.#around.focusContent();
    });
  }

  answer(thread: string): void {
    const key = replyKey(thread);
    this.draft(key, " ");
    this.#store.flush();
    this.#around.focusField(key);
  }

  reply(thread: string, body: string): void {
    const key = replyKey(thread);
    void this.#ask(key, { type: "annotate", change: { kind: "reply", thread, body } }, limits.annotate).then((done) => {
      if (!done) return;
      this.draft(key, "");
      this.#around.say(t("The reply was added."));
    });
  }

  resolve(thread: string, resolved: boolean): void {
    void this.#ask(
      `resolve ${thread}`,
      { type: "annotate", change: { kind: "resolve", thread, resolved } },
      limits.annotate,
    );
  }

  act(action: Act): void {
    void this.#ask(action, { type: "act", action }, limits.act);
  }

  check(what: "run" | "cancel"): void {
    void this.#ask(`check ${what}`, { type: "check", what }, limits.act);
  }

  layer(name: LayerName): void {
    if (this.#store.state.snapshot?.looking?.shown === name) return;
    void this.#ask("layer", { type: "layer", layer: name }, limits.layer);
  }

  keep(): void {
    void this.#ask("keep", { type: "keep" }, limits.act);
  }

  merge(): void {
    void this.#ask("merge", { type: "merge" }, limits.act);
  }

  /** Of work that is no session yet a comment waits for a person, too. */
  get #annotateLimit(): number {
    const { snapshot } = this.#store.state;
    return snapshot?.looking !== undefined && snapshot.request.session === "" ? limits.act : limits.annotate;
  }

  open(what: Opening, path?: string): void {
    // The extension may ask the person first whether an agent is to be continued.
    const limit = what === "continueAgent" ? limits.act : limits.open;
    void this.#ask(`open ${what}`, { type: "open", what, ...(path === undefined ? {} : { path }) }, limit).then(
      (done) => {
        if (done && what === "copyFingerprint") this.#around.say(t("The fingerprint was copied."));
      },
    );
  }

  load(whole: boolean): void {
    const { selected: path, snapshot } = this.#store.state;
    const row = snapshot?.files.find((file) => file.path === path);
    if (path === null || row === undefined) return;
    const name = `${path}\n${row.oldId} ${row.newId} ${row.oldMode} ${row.newMode}`;
    const known = whole ? undefined : this.#files.get(name);
    if (known?.status === "ready") {
      this.#show(path, known);
      return;
    }
    this.#store.update((state) => ({ ...state, shown: { status: "loading" } }));
    this.#link.ask({ type: "load", path, whole }, limits.load).then(
      (answer) => {
        if (answer.type !== "file" || answer.file.path !== path) return;
        const shown: Shown = { status: "ready", file: answer.file, whole };
        this.#files.delete(name);
        this.#files.set(name, shown);
        const [oldest] = this.#files.keys();
        if (this.#files.size > filesKept && oldest !== undefined) this.#files.delete(oldest);
        this.#show(path, shown);
      },
      (error: unknown) => this.#show(path, { status: "failed", failure: failureOf(error) }),
    );
  }

  /** The extension said how things stand, and it could not be understood. */
  unreadable(): void {
    const failure = {
      message: unreadableWords(),
      hint: t("What you see here is older. Close this page and open it again."),
    };
    this.#store.update((state) => ({ ...withoutDecisions(state, failure.message), failure }));
  }

  dismissFailure(): void {
    this.#store.update((state) => ({ ...state, failure: undefined }));
  }

  #show(path: string, shown: Shown): void {
    this.#store.update((state) => {
      if (state.selected !== path) return state;
      return {
        ...state,
        shown,
        seen: shown.status === "ready" && shown.file.kind !== "large" ? new Set([...state.seen, path]) : state.seen,
      };
    });
  }

  /** Asks once at a time; a failure is kept for everybody to see. `true`: it was done. */
  async #ask(what: string, question: Question, limit: number): Promise<boolean> {
    if (this.#store.state.busy.has(what)) return false;
    this.#store.update((state) => ({ ...withBusy(state, what, true), failure: undefined }));
    try {
      await this.#link.ask(question, limit);
      return true;
    } catch (error) {
      this.#store.update((state) => ({ ...state, failure: failureOf(error) }));
      return false;
    } finally {
      this.#store.update((state) => withBusy(state, what, false));
    }
  }

  #remember(): void {
    const { viewed, layout, snapshot } = this.#store.state;
    if (snapshot !== undefined)
      this.#link.send({ type: "remember", viewed: [...viewed.keys()].slice(0, 20_000), layout });
  }
}
