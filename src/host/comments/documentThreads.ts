import * as vscode from "vscode";
import type { Located, Thread } from "../../core/annotations/annotation.ts";
import type { FollowFile } from "../../core/annotations/fileRenames.ts";
import { locator } from "../../core/annotations/anchors.ts";
import { fillThread, rangeOf } from "./threadView.ts";
import type { DocumentSubject } from "./documentSubject.ts";

interface Shown {
  readonly thread: vscode.CommentThread;
  readonly text: string;
  readonly canReply: boolean;
}

interface Known {
  readonly threads: readonly Thread[];
  readonly version: number;
  readonly canReply: boolean;
}

/** What a document shows, and where files are that were renamed: this may be one of them. */
export interface ShownSubject extends DocumentSubject {
  readonly follow: FollowFile;
  /** Ids of those that are not sent yet. */
  readonly drafts: ReadonlySet<string>;
}

/** The comment threads of one open document. */
export class DocumentThreads implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  readonly #controller: vscode.CommentController;
  readonly #shown = new Map<string, Shown>();
  #known: (Pick<ShownSubject, "follow"> & Known) | undefined;

  constructor(controller: vscode.CommentController, document: vscode.TextDocument) {
    this.#controller = controller;
    this.document = document;
  }

  /** Shows these threads where their lines are now. Nothing is touched that looks the same already. */
  show(threads: readonly Thread[], subject: ShownSubject, canReply: boolean): void {
    const { version } = this.document;
    const { follow } = subject;
    const known = this.#known;
    const same = known?.threads === threads && known.version === version && known.follow === follow;
    if (same && known.canReply === canReply) return;
    this.#known = { threads, version, canReply, follow };
    const wanted = threads.filter(({ subject: { file, anchor } }) => {
      const isHere = file === subject.file || (file !== undefined && follow(file) === subject.file);
      return isHere && (anchor?.side ?? "new") === subject.side;
    });
    const find = wanted.length === 0 ? undefined : locator(this.document.getText());
    const gone = new Set(this.#shown.keys());
    for (const thread of wanted) {
      gone.delete(thread.id);
      const { anchor } = thread.subject;
      this.#showOne(thread, anchor === undefined ? undefined : find?.(anchor), {
        canReply,
        draft: subject.drafts.has(thread.id),
        working: subject.working,
        file: subject.file,
      });
    }
    for (const id of gone) this.#remove(id);
  }

  /** The annotation a comment thread shows; `undefined`: none yet. */
  idOf(thread: vscode.CommentThread): string | undefined {
    return [...this.#shown].find(([, shown]) => shown.thread === thread)?.[0];
  }

  dispose(): void {
    for (const id of this.#shown.keys()) this.#remove(id);
  }

  #showOne(
    thread: Thread,
    located: Located | undefined,
    { working, ...looks }: Omit<Parameters<typeof fillThread>[1], "thread" | "located"> & { readonly working: boolean },
  ): void {
    const text = JSON.stringify([thread, located, looks]);
    const shown = this.#shown.get(thread.id);
    if (shown?.text === text) return;
    const canReply = looks.canReply && !looks.draft;
    // VS Code draws the box for an answer a second time into a thread that gets one later.
    if (shown !== undefined && shown.canReply !== canReply) this.#remove(thread.id);
    const kept = this.#shown.get(thread.id);
    const range = rangeOf(located, this.document);
    const view = kept?.thread ?? this.#create(range, thread.resolved || working || located === "outdated");
    if (kept !== undefined && !sameRange(view.range, range)) view.range = range;
    fillThread(view, { thread, located, ...looks });
    this.#shown.set(thread.id, { thread: view, text, canReply });
  }

  #create(range: vscode.Range | undefined, folded: boolean): vscode.CommentThread {
    const thread = this.#controller.createCommentThread(this.document.uri, range ?? new vscode.Range(0, 0, 0, 0), []);
    if (range === undefined) thread.range = undefined;
    const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;
    thread.collapsibleState = folded ? Collapsed : Expanded;
    return thread;
  }

  #remove(id: string): void {
    this.#shown.get(id)?.thread.dispose();
    this.#shown.delete(id);
  }
}

function sameRange(a: vscode.Range | undefined, b: vscode.Range | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.isEqual(b);
}
