import * as vscode from "vscode";
import type { Annotations, NewThread, Thread } from "../../core/annotations/annotation.ts";
import type { FollowFile } from "../../core/annotations/fileRenames.ts";
import { Coalesced } from "../../core/base/coalesce.ts";
import { asWorkflowError, WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { commentControllerId, configurationSection, settings } from "../manifest/contributions.ts";
import { DelayedRun } from "../platform/delayedRun.ts";
import { Disposables } from "../platform/disposables.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import type { WithRedacted } from "../../core/redaction/givenText.ts";
import { askAboutSecrets } from "../prompts/secretQuestion.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { reviewerName } from "../platform/reviewer.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { type DocumentSubject, DocumentSubjects } from "./documentSubject.ts";
import { DocumentThreads } from "./documentThreads.ts";
import { DraftComments } from "./draftComments.ts";
import { isNoteComment } from "./threadView.ts";

/** While somebody types, threads are placed anew when there is a pause (milliseconds). */
const pause = 300;

const openStates: ReadonlySet<string> = new Set(["active", "paused", "completed"]);

/** Annotations as comment threads in every open document they are about. */
export class Comments implements vscode.Disposable {
  readonly #host: Host;
  readonly #owned: Disposables;
  readonly #controller: vscode.CommentController;
  readonly #subjects: DocumentSubjects;
  readonly #drafts: DraftComments;
  readonly #documents = new Map<string, DocumentThreads>();
  readonly #placing = new Coalesced(() => this.#place());
  readonly #placingSoon: DelayedRun;

  constructor(host: Host) {
    this.#host = host;
    const { workspaces, log } = host;
    this.#owned = new Disposables((error) => log.error("The comments could not be closed.", error));
    this.#subjects = new DocumentSubjects(workspaces);
    this.#drafts = new DraftComments(host);
    this.#controller = this.#owned.own(
      vscode.comments.createCommentController(commentControllerId, t("Workflow Sessions")),
    );
    this.#controller.options = { prompt: t("Comment"), placeHolder: t("A comment in Markdown") };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: async (document) => await this.#commentingRanges(document),
    };
    this.#owned.own({ dispose: () => this.#documents.forEach((threads) => threads.dispose()) });
    this.#placingSoon = this.#owned.own(new DelayedRun(pause, () => this.#placeNow()));
    this.#owned.own(workspaces.onDidChange(() => this.#placeNow()));
    this.#owned.own(vscode.workspace.onDidOpenTextDocument(() => this.#placeNow()));
    this.#owned.own(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#subjects.forget(uri);
        this.#drop(uri.toString());
      }),
    );
    this.#owned.own(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#placeSoon(document)));
    this.#owned.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#placeNow()));
    this.#owned.own(vscode.window.onDidChangeActiveTextEditor(() => this.#placeAnew()));
    this.#owned.own(vscode.window.onDidChangeVisibleTextEditors(() => this.#placeAnew()));
    this.#placeNow();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Begins a thread with what was typed into an empty comment box; `closed`: the person has not said what becomes of a secret in it. */
  async add(reply: vscode.CommentReply): Promise<"written" | "closed"> {
    return await this.#begin(reply, async ({ workspace }, thread) => {
      return await (await workspace.services.annotations()).add(thread);
    });
  }

  /** As `add`, but nobody else reads it before the review is sent. */
  async collect(reply: vscode.CommentReply): Promise<"written" | "closed"> {
    return await this.#begin(reply, async (subject, thread) => await this.#drafts.add(subject, thread));
  }

  /** Sends all that was collected on the session of a thread as one review. */
  async sendDrafts(thread: vscode.CommentThread): Promise<void> {
    const subject = await this.#subjectOf(thread);
    const { sent } = await this.#drafts.send(subject);
    await this.#written(subject);
    const words = sent === 1 ? t("1 comment sent") : t("{0} comments sent", sent);
    vscode.window.setStatusBarMessage(plainItemText(words), 5000);
  }

  async discardDraft(thread: vscode.CommentThread): Promise<void> {
    const subject = await this.#subjectOf(thread);
    await this.#drafts.discard(subject, this.#idOf(thread));
    await this.#written(subject);
  }

  /** As `add`. */
  async reply({ thread, text }: vscode.CommentReply): Promise<"written" | "closed"> {
    let ended: "written" | "closed" = "written";
    await this.#change(thread, async (annotations, id) => {
      const body = await askAboutSecrets(text);
      if (body === undefined) ended = "closed";
      else await tellRedacted(await annotations.reply(id, body, { kind: "person", name: reviewerName() }), "comment");
    });
    return ended;
  }

  async resolve(thread: vscode.CommentThread, resolved: boolean): Promise<void> {
    await this.#change(thread, async (annotations, id) => {
      await annotations.resolve(id, resolved, { kind: "person", name: reviewerName() });
    });
  }

  /** For `wfs annotate reply`, which finds the thread by any of its notes. */
  async copyId(comment: unknown): Promise<void> {
    if (isNoteComment(comment)) await vscode.env.clipboard.writeText(comment.note);
  }

  /** Shows what is known of every open document; ends when that is done. */
  async shown(): Promise<void> {
    await this.#placing.run();
  }

  async #begin(
    { thread, text }: vscode.CommentReply,
    write: (subject: DocumentSubject, thread: NewThread) => Promise<WithRedacted<unknown>>,
  ): Promise<"written" | "closed"> {
    this.#host.runner.requireTrust();
    const subject = await this.#subjectOf(thread);
    const { session, file, side, request } = subject;
    const about = { session, file, ...(request === undefined ? {} : { request }) };
    const body = await askAboutSecrets(text);
    if (body === undefined) return "closed";
    const note = { body, author: { kind: "person", name: reviewerName() } } as const;
    const { range } = thread;
    const content = range === undefined ? undefined : (await vscode.workspace.openTextDocument(thread.uri)).getText();
    const added = await write(
      subject,
      range === undefined || content === undefined
        ? { subject: about, ...note }
        : { subject: { ...about, lines: { side, ...linesOf(range) } }, text: content, ...note },
    );
    thread.dispose();
    await this.#written(subject);
    await tellRedacted(added, "comment");
    return "written";
  }

  async #change(
    thread: vscode.CommentThread,
    write: (annotations: Annotations, id: string) => Promise<void>,
  ): Promise<void> {
    this.#host.runner.requireTrust();
    const subject = await this.#subjectOf(thread);
    await write(await subject.workspace.services.annotations(), this.#idOf(thread));
    await this.#written(subject);
  }

  async #subjectOf({ uri }: vscode.CommentThread): Promise<DocumentSubject> {
    const subject = await this.#subjects.of(uri);
    if (subject === undefined) throw nothingToAnnotate();
    return subject;
  }

  #idOf(thread: vscode.CommentThread): string {
    const id = this.#documents.get(thread.uri.toString())?.idOf(thread) ?? idOfNote(thread);
    if (id === undefined) throw nothingToAnnotate();
    return id;
  }

  async #written({ workspace, session }: DocumentSubject): Promise<void> {
    await workspace.annotations.refresh(session);
    await this.shown();
  }

  async #commentingRanges(document: vscode.TextDocument): Promise<vscode.CommentingRanges | undefined> {
    if (!vscode.workspace.isTrusted) return undefined;
    const subject = await this.#subjects.of(document.uri);
    if (subject === undefined || !isOpen(subject)) return undefined;
    const inFiles = vscode.workspace.getConfiguration(configurationSection).get<boolean>(settings.commentsWorkingFiles);
    if (subject.working && inFiles !== true) return undefined;
    return { enableFileComments: true, ranges: [new vscode.Range(0, 0, Math.max(0, document.lineCount - 1), 0)] };
  }

  #placeNow(): void {
    this.shown().catch((error: unknown) => this.#host.log.error("The comments could not be shown.", error));
  }

  /** Also what a review page may have written of drafts. */
  #placeAnew(): void {
    this.#drafts.forget();
    this.#placeNow();
  }

  #placeSoon(document: vscode.TextDocument): void {
    if (this.#documents.has(document.uri.toString())) this.#placingSoon.restart();
  }

  async #place(): Promise<void> {
    await this.#host.workspaces.opened();
    for (const document of vscode.workspace.textDocuments) await this.#placeIn(document);
  }

  async #placeIn(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const subject = await this.#subjects.of(document.uri);
    const threads = subject === undefined ? undefined : await this.#threadsOf(subject);
    if (subject === undefined || threads === undefined) {
      this.#drop(key);
      return;
    }
    const drafts = vscode.workspace.isTrusted ? await this.#drafts.of(subject) : [];
    const all = drafts.length === 0 ? threads : [...threads, ...drafts];
    const follow = await this.#renamesOf(subject, all);
    if (document.isClosed) {
      this.#drop(key);
      return;
    }
    const shown = this.#documents.get(key) ?? new DocumentThreads(this.#controller, document);
    this.#documents.set(key, shown);
    shown.show(
      all,
      { ...subject, follow, drafts: new Set(drafts.map(({ id }) => id)) },
      vscode.workspace.isTrusted && isOpen(subject),
    );
  }

  async #threadsOf({ workspace, session }: DocumentSubject): ReturnType<WorkflowWorkspace["annotations"]["threads"]> {
    try {
      return await workspace.annotations.threads(session);
    } catch (error) {
      this.#host.log.warn(`The comments on ${session} cannot be shown: ${asWorkflowError(error).message}`);
      return undefined;
    }
  }

  /** Git is asked only where a comment is on another file, which may be this one under its former name. */
  async #renamesOf({ workspace, session, file }: DocumentSubject, threads: readonly Thread[]): Promise<FollowFile> {
    const isOther = threads.some(({ subject }) => subject.file !== undefined && subject.file !== file);
    if (!isOther || !vscode.workspace.isTrusted) return unmoved;
    try {
      return await (await workspace.services.sessionTexts()).renames(session);
    } catch (error) {
      this.#host.log.warn(`The names of files of ${session} cannot be followed: ${asWorkflowError(error).message}`);
      return unmoved;
    }
  }

  #drop(key: string): void {
    this.#documents.get(key)?.dispose();
    this.#documents.delete(key);
  }
}

const unmoved: FollowFile = (path) => path;

/** Archived sessions are only read. */
function isOpen({ workspace, session }: DocumentSubject): boolean {
  return openStates.has(workspace.snapshot().sessions.find(({ id }) => id === session)?.state ?? "");
}

/** Lines from 1, inclusive; a selection that ends before the first character of a line does not mean that line. */
function linesOf({ start, end }: vscode.Range): { readonly start: number; readonly end: number } {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { start: start.line + 1, end: last + 1 };
}

/** Of a thread that was shown and is about to be shown anew. */
function idOfNote({ comments }: vscode.CommentThread): string | undefined {
  const [first] = comments;
  return isNoteComment(first) ? first.note : undefined;
}

function nothingToAnnotate(): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`This document belongs to no session any more.`,
    say`Open the comparison or the review again.`,
  );
}
