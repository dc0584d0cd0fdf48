import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type FrameLocator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject, onTestFinished } from "vitest";
import { artifacts } from "../../../run/paths.mjs";
import { type Settings, userSettings, writeSettings } from "../../launch/settings.ts";
import { Dialog } from "./dialog.ts";
import { inTime, tryAgain } from "./inTime.ts";
import { Notifications } from "./notifications.ts";
import { QuickInput } from "./quickInput.ts";
import { addressOf, renew, type RunningServer, type ServerWish, serverFor, type Theme, themes } from "./servers.ts";
import { StatusBar } from "./statusBar.ts";
import { Tree } from "./tree.ts";

export interface WorkbenchWish extends ServerWish {
  /** A folder or a `.code-workspace` file; nothing: an empty window. */
  readonly folder?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Left out: English. Another one the server needs to have (language.ts). */
  readonly locale?: "de";
}

/**
 * One VS Code window: a page of the real workbench with the packed extension installed.
 *
 * Every action waits until it can be done (Playwright waits for elements, and nothing sleeps); what is read is read at once, so
 * poll it with vitest: `await expect.poll(() => workbench.tree("Sessions").rows()).toMatchObject([…])`.
 *
 * @example
 * // test/vscode/browser/switching.test.ts
 * import { expect, test } from "vitest";
 * import { createShop } from "../support/projectFolder.ts";
 * import { openWorkbench } from "./support/workbench.ts";
 * import { temporaryDirectory } from "./support/temporaryDirectory.ts";
 *
 * test("a click on Switch moves the marker", async () => {
 *   const folder = await createShop(join(await temporaryDirectory(), "shop"));
 *   const workbench = await openWorkbench({ folder, theme: "light" });
 *   await workbench.showViewContainer("Workflow Sessions");
 *   const sessions = workbench.tree("Sessions");
 *   await expect.poll(() => sessions.labels()).toContain("WFS-user-profile");
 *   await sessions.row("WFS-oauth").action("Switch to This Session");
 *   await expect.poll(() => workbench.statusBar.text()).toContain("WFS-oauth");
 *   await workbench.screenshot("switched");
 * });
 */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;
  readonly dialog: Dialog;
  /** For programs that run beside the window, as the same person. */
  readonly environment: Readonly<Record<string, string>>;
  /** The file of the person's own settings. */
  readonly settings: string;
  readonly #dataDirectory: string;
  /** What the page's console said; shown by a failing test's author with `console.log(workbench.log.join("\n"))`. */
  readonly log: string[] = [];

  constructor(page: Page, server: RunningServer) {
    this.page = page;
    this.environment = server.environment;
    this.settings = userSettings(server.dataDirectory);
    this.#dataDirectory = server.dataDirectory;
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.statusBar = new StatusBar(page);
    this.dialog = new Dialog(page);
    page.on("console", (message) => this.log.push(`${message.type()} ${message.text()}`));
  }

  /** The tree with this title, as it stands in the view's header ("Sessions"). */
  tree(title: string): Tree {
    return new Tree(this.page, title);
  }

  /** Opens a view container by its title in the activity bar; does nothing when it is open. */
  async showViewContainer(title: string): Promise<void> {
    const tab = this.page.locator(".activitybar").getByRole("tab", { name: title });
    const drawn = this.page.locator(".sidebar .composite.title").getByText(title).first();
    // A window that restores its side bar just then closes it again: the click was on the one that is open.
    const isOpen = await tryAgain(async () => {
      if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
      return inTime(drawn.waitFor({ timeout: 5000 }));
    });
    if (!isOpen) await drawn.waitFor();
  }

  /** Changes the theme, as a person does in their settings. A window that has just opened does not watch them yet; a person saves again. */
  async draw(theme: Theme): Promise<void> {
    const settings = JSON.parse(await readFile(this.settings, "utf8")) as Settings;
    const drawn = this.page.locator(`.monaco-workbench.${themes[theme].drawn}`);
    const isDrawn = await tryAgain(async () => {
      await writeSettings(this.#dataDirectory, { ...settings, "workbench.colorTheme": themes[theme].name });
      return inTime(drawn.waitFor({ timeout: 5000 }));
    });
    if (!isDrawn) await drawn.waitFor();
  }

  /** Runs a command of the palette by its full name ("Workflow Sessions: Create Session…"). */
  async runCommand(name: string): Promise<void> {
    await this.#summon("F1");
    await this.quickInput.type(`>${name}`);
    await this.quickInput.pick(name);
    await this.quickInput.waitUntilPast(`>${name}`);
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.#summon("ControlOrMeta+P");
    await this.quickInput.type(name);
    await this.quickInput.pick(name);
  }

  /** Opens the box at the top by its key. One that is pressed while a page is being put into an editor reaches neither of the two; a person presses it again. */
  async #summon(key: string): Promise<void> {
    await tryAgain(async () => {
      await this.page.keyboard.press(key);
      return this.quickInput.opens(3000);
    });
    await this.quickInput.waitUntilOpen();
  }

  /** The titles of the editors that are open, in order; a changed one ends with " ●". */
  async editors(): Promise<readonly string[]> {
    return this.page.locator(".tabs-container .tab .label-name").allInnerTexts();
  }

  /** The visible text of the active text editor, blanks as blanks. Long files: only the lines on the screen. */
  async editorText(): Promise<string> {
    const lines = await this.page
      .locator(".editor-group-container.active .view-lines .view-line")
      .evaluateAll((elements) =>
        elements
          .map((element) => ({
            top: Number.parseInt((element as HTMLElement).style.top, 10),
            text: element.textContent,
          }))
          .toSorted((a, b) => a.top - b.top)
          .map((line) => line.text),
      );
    return lines.join("\n").replaceAll("\u{A0}", " ");
  }

  /** The document inside the visible webview. Several at once: `index` counts in the order they were opened. */
  webview(index = 0): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").nth(index).frameLocator("iframe#active-frame");
  }

  /** Saves what the window shows as test-artifacts/browser/NAME.png and returns the file's path. */
  async screenshot(name: string): Promise<string> {
    const directory = join(artifacts, "browser");
    await mkdir(directory, { recursive: true });
    const path = join(directory, `${name}.png`);
    await this.page.screenshot({ path, animations: "disabled", caret: "hide" });
    return path;
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** Shorter than a test's own limit, so that a failure names the element that did not come; on a busy machine a page needs 15 seconds. */
const actionLimitMs = 30_000;

/** The first drawing of a window compiles a lot; on a busy machine that takes its time. */
export const openLimitMs = 60_000;

let connected: Promise<Browser> | undefined;

/** The connection of this worker to the one browser of the run, which ends with it. */
const connect = (): Promise<Browser> => (connected ??= chromium.connect(inject("browserEndpoint")));

const contexts = new Map<string, Promise<BrowserContext>>();

const newContext = async (locale: string): Promise<BrowserContext> => {
  const browser = await connect();
  const permissions = ["clipboard-read", "clipboard-write"];
  // On a slow machine a message that slides in moves away between the press and the release of the mouse.
  const context = await browser.newContext({ locale, permissions, reducedMotion: "reduce" });
  context.setDefaultTimeout(actionLimitMs);
  context.setDefaultNavigationTimeout(openLimitMs);
  return context;
};

/**
 * An empty page for a window of the server. All pages of a server share what the browser has fetched and compiled, which is half of the work of
 * opening one. Unless others are open, nothing is remembered of windows before.
 */
const newPage = async (server: RunningServer, wish: WorkbenchWish): Promise<Page> => {
  const locale = wish.locale ?? "en-US";
  const made = contexts.get(`${server.port} ${locale}`) ?? newContext(locale);
  contexts.set(`${server.port} ${locale}`, made);
  const context = await made;
  const isOnly = context.pages().length === 0;
  const page = await context.newPage();
  if (isOnly) {
    await renew(server, wish);
    const protocol = await context.newCDPSession(page);
    const storageTypes = "cookies,indexeddb,local_storage,cache_storage,service_workers";
    await protocol.send("Storage.clearDataForOrigin", { origin: new URL(addressOf(server)).origin, storageTypes });
    await protocol.detach();
  }
  return page;
};

const open = async (wish: WorkbenchWish): Promise<Workbench> => {
  const server = serverFor(wish);
  const page = await newPage(server, wish);
  try {
    await page.setViewportSize(wish.size ?? { width: 1280, height: 800 });
    const workbench = new Workbench(page, server);
    await page.goto(addressOf(server, wish.folder));
    await page
      .locator(`.monaco-workbench.${themes[wish.theme ?? "dark"].drawn} .statusbar-item`)
      .first()
      .waitFor({ timeout: openLimitMs });
    return workbench;
  } catch (error) {
    // The next window would take it for another one of the same person.
    await page.close();
    throw error;
  }
};

const fileName = (title: string): string => `failed-${title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80)}`;

/**
 * Opens a window for the test that calls it. It closes when the test ends; when the test failed, a screenshot is kept.
 * Call it twice for two windows of one person; the settings are those of the first.
 */
export const openWorkbench = async (wish: WorkbenchWish = {}): Promise<Workbench> => {
  const workbench = await open(wish);
  onTestFinished(async (context) => {
    try {
      if (context.task.result?.state === "fail") await workbench.screenshot(fileName(context.task.name));
    } finally {
      await workbench.close();
    }
  });
  return workbench;
};

/**
 * One window for all tests of the `describe` (or file) that calls it, 3 s cheaper per test than one each.
 *
 * @param wish called once, before the first test: it may build the folder
 * @returns a function that gives the window inside a test
 */
export const shareWorkbench = (wish: () => Promise<WorkbenchWish>): (() => Workbench) => {
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workbench = await open(await wish());
  });
  afterEach(async (context) => {
    if (context.task.result?.state === "fail") {
      await workbench?.screenshot(fileName(context.task.name));
    }
  });
  afterAll(() => workbench?.close());
  return () => {
    if (workbench === undefined) {
      throw new Error("The shared window is there inside tests only.");
    }
    return workbench;
  };
};
