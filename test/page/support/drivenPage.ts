import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { visibleText } from "../../../src/core/base/visibleText.ts";
import type { HostMessage, PageMessage, Snapshot } from "../../../src/messages/review.ts";
import type { DocumentContent, Plan } from "../../../src/messages/plan.ts";
import { artifacts } from "../../run/paths.mjs";
import { entryOf } from "../../support/reviewEntry.ts";
import type { FileDiff } from "./proposal.ts";
import { themes, type ThemeName } from "./themes.ts";

/** An answer of the extension, without the number of the question. */
export type Reply =
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly message: string; readonly hint: string }
  | { readonly type: "file"; readonly file: FileDiff }
  | { readonly type: "document"; readonly content: DocumentContent };

export interface PageWish {
  readonly snapshot?: Snapshot;
  /** By path; others fail to load. */
  readonly files?: readonly FileDiff[];
  readonly plan?: Plan;
  /** What stands in documents of the plan, by number. */
  readonly documents?: Readonly<Record<number, DocumentContent>>;
  readonly theme?: ThemeName;
  readonly size?: { readonly width: number; readonly height: number };
  readonly strings?: Readonly<Record<string, string>>;
  /** What the extension answers; `undefined`: nothing at all. Loads are answered from `files`, everything else is done. */
  readonly answer?: (message: PageMessage) => Reply | "usual" | undefined;
  readonly reducedMotion?: boolean;
  /** Pixels of the screen for one of the page; 2 stands for a zoom of 200 %. */
  readonly scale?: number;
}

/**
 * The toolkit tries whether `:focus-visible` exists by adding an empty style element. The policy refuses that too; the toolkit then marks
 * the focus always. Nothing else may be refused: this is the hash of the empty text.
 */
const emptyStyle = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/** The review page in a real Chromium under its real policy, with the test as the extension. */
export class ReviewPage {
  readonly page: Page;
  /** Everything the page said, in order. */
  readonly posted: PageMessage[] = [];
  /** Addresses that were asked for. */
  readonly requests: string[] = [];
  /** What the browser's console, the page's errors and its policy complained about. */
  readonly complaints: string[] = [];
  readonly origin: string;
  snapshot: Snapshot | undefined;
  readonly #files: Map<string, FileDiff>;
  readonly #wish: PageWish;

  constructor(page: Page, origin: string, wish: PageWish) {
    this.page = page;
    this.origin = origin;
    this.#wish = wish;
    this.snapshot = wish.snapshot;
    this.#files = new Map(wish.files?.map((file) => [file.path, file]));
  }

  /** Sends a message as the extension does; also ones that are none. */
  async send(message: unknown): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, "*"), message);
  }

  async show(snapshot: Snapshot): Promise<void> {
    this.snapshot = snapshot;
    await this.send({ type: "snapshot", snapshot } satisfies HostMessage);
  }

  async heard(message: PageMessage): Promise<void> {
    this.posted.push(message);
    if (message.type === "ready") {
      await this.send({ type: "hello", strings: this.#wish.strings ?? {}, locale: "en" } satisfies HostMessage);
      if (this.snapshot !== undefined) await this.show(this.snapshot);
    }
    if (!("id" in message)) return;
    const reply = this.#wish.answer?.(message) ?? (this.#wish.answer === undefined ? "usual" : undefined);
    const answer = reply === "usual" ? this.#usual(message) : reply;
    if (message.type === "plan" && answer?.type === "done" && this.#wish.plan !== undefined)
      await this.send({ type: "plan", plan: this.#wish.plan } satisfies HostMessage);
    if (answer !== undefined) await this.send({ ...answer, id: message.id });
  }

  said<Type extends PageMessage["type"]>(type: Type): readonly Extract<PageMessage, { readonly type: Type }>[] {
    return this.posted.filter(
      (message): message is Extract<PageMessage, { readonly type: Type }> => message.type === type,
    );
  }

  /** Addresses that are not this page, its scripts or its style sheet. */
  get strangeRequests(): readonly string[] {
    return this.requests.filter((url) => !url.startsWith(`${this.origin}/`) && !url.startsWith("data:"));
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  get rows(): Locator {
    return this.page.locator(".diff .row");
  }

  get entries(): Locator {
    return this.page.locator(".entries .entry");
  }

  /** The entry of a file, by its whole path. */
  entry(path: string): Locator {
    return this.page.getByRole("option", { name: entryOf(visibleText(path)) });
  }

  /** Opens a file by a click on its entry. */
  async openFile(path: string): Promise<void> {
    await this.entry(path).click();
  }

  async focused(): Promise<string> {
    return await this.page.evaluate(() => {
      const at = document.activeElement;
      return at instanceof HTMLElement ? (at.closest<HTMLElement>("[data-key]")?.dataset["key"] ?? at.tagName) : "";
    });
  }

  async screenshot(name: string): Promise<void> {
    const directory = join(artifacts, "page");
    await mkdir(directory, { recursive: true });
    await this.page.screenshot({ path: join(directory, `${name}.png`), animations: "disabled" });
  }

  #usual(message: PageMessage): Reply {
    if (message.type === "document") {
      const content = this.#wish.documents?.[message.document];
      return content === undefined
        ? { type: "failed", message: "This document is not there any more.", hint: "It was moved or removed." }
        : { type: "document", content };
    }
    if (message.type !== "load") return { type: "done" };
    const file = this.#files.get(message.path);
    return file === undefined
      ? { type: "failed", message: "The file could not be read.", hint: "Try again." }
      : { type: "file", file };
  }
}

/** What VS Code gives a page besides its files: the port (here: the test) and the theme. Runs before the page's own script. */
function surround(theme: {
  readonly kind: string;
  readonly id: string;
  readonly classes: string;
  readonly variables: Readonly<Record<string, string>>;
}): void {
  const port = window as unknown as {
    hear: (message: unknown) => void;
    acquireVsCodeApi: () => unknown;
  };
  let taken = false;
  port.acquireVsCodeApi = () => {
    if (taken) throw new Error("The port was acquired twice.");
    taken = true;
    return {
      postMessage: (message: unknown) => port.hear(message),
      getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") as unknown,
      setState: (state: unknown) => sessionStorage.setItem("state", JSON.stringify(state)),
    };
  };
  const dress = (): void => {
    for (const [name, value] of Object.entries(theme.variables))
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    document.documentElement.style.setProperty("--vscode-font-family", "Open Sans, DejaVu Sans, sans-serif");
    document.documentElement.style.setProperty("--vscode-editor-font-family", "DejaVu Sans Mono, monospace");
    document.body.className = theme.classes;
    document.body.dataset["vscodeThemeKind"] = theme.kind;
    document.body.dataset["vscodeThemeId"] = theme.id;
  };
  if (document.body === null) {
    new MutationObserver((_changes, observer) => {
      if (document.body === null) return;
      observer.disconnect();
      dress();
    }).observe(document, { childList: true, subtree: true });
  } else dress();
}

/** Opens the page from a server (pageServer.ts) in a browser page of the caller. */
export async function openReviewIn(page: Page, origin: string, wish: PageWish): Promise<ReviewPage> {
  const review = new ReviewPage(page, origin, wish);
  page.on("request", (request) => review.requests.push(request.url()));
  page.on("pageerror", (error) => review.complaints.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    if ((message.type() === "error" || message.type() === "warning") && !text.includes(emptyStyle)) {
      review.complaints.push(text);
    }
  });
  page.on("dialog", (dialog) => {
    review.complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.exposeFunction("hear", async (message: PageMessage) => await review.heard(message));
  await page.addInitScript(surround, themes[wish.theme ?? "dark"]);
  await page.goto(`${origin}/`);
  if (wish.snapshot !== undefined) await page.locator(".page").waitFor();
  return review;
}
