import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { asWorkflowError } from "../../../core/base/errors.ts";
import type { HostMessage } from "../../../messages/review.ts";
import { Disposables } from "../../platform/disposables.ts";
import { every } from "../../platform/every.ts";
import type { Log } from "../../platform/log.ts";
import { pageHtml } from "./pageHtml.ts";

const recheckEvery = 1000;

/** Rechecks from one look at the plan to the next, where the page shows it. */
const planEvery = 3;

/** What a page shows. */
export interface ShownReview {
  /** Looks everything up. Throws where there is no such thing. */
  load(): Promise<void>;
  /** Looks whether everything stands as shown; cheap enough for once a second. */
  recheck(): Promise<void>;
}

/** What a page is told, and what its messages are answered with. */
export interface PageConversation {
  /** Answers one message of the page, whatever it is; never fails. */
  receive(message: unknown): Promise<void>;
  /** Tells the page how things stand, unless it knows. */
  tell(): void;
  followPlan(): Promise<void>;
}

export interface ReviewPanelOptions<Review extends ShownReview> {
  readonly panel: vscode.WebviewPanel;
  readonly extension: vscode.ExtensionContext;
  readonly log: Log;
  readonly title: string;
  /** By which the page is found again after a reload. */
  readonly id: string;
  /** Looks at the requests again, this one among them; never fails. */
  readonly look: () => Promise<void>;
  readonly review: Review;
  readonly conversation: (send: (message: HostMessage) => void) => PageConversation;
  readonly inform: (message: string) => void;
  readonly closed: () => void;
}

/** One request, or work without one, on a page of its own, looked at again once a second while it can be seen. */
export class ReviewPanel<Review extends ShownReview> implements vscode.Disposable {
  readonly #options: ReviewPanelOptions<Review>;
  readonly #owned: Disposables;
  readonly #panel: vscode.WebviewPanel;
  readonly review: Review;
  readonly #handler: PageConversation;
  #looking = false;
  #rechecks = 0;
  #closed = false;

  constructor(options: ReviewPanelOptions<Review>) {
    const { panel, log, review, conversation, closed } = options;
    this.#options = options;
    this.#panel = panel;
    this.#owned = new Disposables((error) => log.error("A review could not be closed.", error));
    this.review = review;
    this.#handler = conversation((message) => this.#send(message));
    this.#owned.own(panel.webview.onDidReceiveMessage((message: unknown) => void this.#handler.receive(message)));
    this.#owned.own(
      panel.onDidChangeViewState(() => {
        if (panel.visible) void this.recheck();
      }),
    );
    this.#owned.own(
      every(recheckEvery, () => {
        if (panel.visible) void this.recheck();
      }),
    );
    panel.onDidDispose(() => {
      this.#closed = true;
      this.#owned.dispose();
      closed();
    });
    panel.webview.html = this.#html();
    this.#load().catch((error: unknown) => log.error("A review could not be opened.", error));
  }

  /** Whether a person has it before their eyes. */
  get isSeen(): boolean {
    return !this.#closed && this.#panel.visible;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Whether everything stands as shown; what is different is told to the page. */
  async recheck(): Promise<void> {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    try {
      void this.#options.look();
      await this.review.recheck();
      this.#handler.tell();
      this.#rechecks += 1;
      if (this.#rechecks % planEvery === 0) await this.#handler.followPlan();
    } catch (error) {
      this.#options.log.error("A review could not be looked at again.", error);
    } finally {
      this.#looking = false;
    }
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #load(): Promise<void> {
    this.#looking = true;
    try {
      await this.review.load();
    } catch (error) {
      const { message, hint } = asWorkflowError(error);
      this.#options.log.error(`A review could not be opened: ${message} ${hint}`, error);
      this.#options.inform(`${message} ${hint}`);
    } finally {
      this.#looking = false;
    }
    this.#handler.tell();
  }

  #send(message: HostMessage): void {
    if (this.#closed) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a webview's, not a window's
    this.#panel.webview.postMessage(message).then(undefined, (error: unknown) => {
      if (!this.#closed) this.#options.log.error("A review page could not be told something.", error);
    });
  }

  #html(): string {
    const { extension, title, id } = this.#options;
    const { webview } = this.#panel;
    const file = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(extension.extensionUri, "dist", "webview", name)).toString();
    return pageHtml({
      script: file("review.js"),
      style: file("review.css"),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      title,
      request: id,
      language: vscode.env.language,
    });
  }
}
