import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { ContextMenu } from "./contextMenu.ts";
import { inTime, tryAgain } from "./inTime.ts";

/** A row as a person sees it, and as a screen reader says it. */
export interface RowText {
  readonly label: string;
  readonly description: string;
  readonly ariaLabel: string;
  /** 1 is the top level. */
  readonly level: number;
  /** undefined: nothing to expand. */
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  /** The codicon ("circle-filled"), or "" for none or for a picture. */
  readonly icon: string;
}

const readRows = (elements: readonly Element[]): RowText[] =>
  elements
    .map((element) => {
      const icon = element.querySelector(".custom-view-tree-node-item-icon.codicon, .monaco-icon-label.codicon");
      const expanded = element.getAttribute("aria-expanded");
      return {
        index: Number(element.getAttribute("data-index")),
        row: {
          label: element.querySelector(".label-name")?.textContent ?? "",
          description: element.querySelector(".label-description")?.textContent ?? "",
          ariaLabel: element.getAttribute("aria-label") ?? "",
          level: Number(element.getAttribute("aria-level")),
          expanded: expanded === null ? undefined : expanded === "true",
          selected: element.getAttribute("aria-selected") === "true",
          icon: /codicon-(?!modifier)([\w-]+)/u.exec(icon?.className ?? "")?.[1] ?? "",
        },
      };
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ row }) => row);

/** Long enough for what a change sets off to be drawn: the watcher's and the view's own pauses are shorter. */
const restMs = 1_000;

/**
 * One row, found by its label; what is done to it waits until it is there and its tree stands still, as people do: VS Code loses the
 * row of a button or a menu when it is drawn anew meanwhile.
 */
export class TreeRow {
  readonly #page: Page;
  readonly #rest: () => Promise<void>;
  readonly locator: Locator;

  constructor(page: Page, locator: Locator, rest: () => Promise<void>) {
    this.#page = page;
    this.#rest = rest;
    this.locator = locator;
  }

  async #steady(): Promise<void> {
    await this.locator.waitFor();
    await this.#rest();
  }

  async click(): Promise<void> {
    await this.#steady();
    await this.locator.locator(".label-name").click();
  }

  /** Presses an inline button by its title; it is shown while the pointer is over the row, which a row that is drawn anew elsewhere has left. */
  async action(title: string): Promise<void> {
    const button = this.locator.locator(".actions").getByRole("button", { name: title });
    const isPressed = await tryAgain(async () => {
      await this.#steady();
      await this.locator.hover();
      return inTime(button.click({ timeout: 3000 }));
    });
    if (!isPressed) await button.click();
  }

  /** The titles of the inline buttons. */
  async actions(): Promise<readonly string[]> {
    await this.locator.hover();
    return this.locator
      .locator(".actions .action-label")
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("aria-label") ?? ""));
  }

  async contextMenu(): Promise<ContextMenu> {
    await this.#steady();
    await this.locator.locator(".label-name").click({ button: "right" });
    const menu = new ContextMenu(this.#page);
    await menu.waitUntilOpen();
    return menu;
  }

  async expand(): Promise<void> {
    await this.#turn(true);
  }

  async collapse(): Promise<void> {
    await this.#turn(false);
  }

  /** Presses the arrow until it points so; a row may get its arrow later than its name, with its first child. */
  async #turn(expanded: boolean): Promise<void> {
    const turned = this.locator.and(this.#page.locator(`[aria-expanded="${expanded}"]`));
    const isTurned = await tryAgain(async () => {
      await this.#steady();
      if ((await turned.count()) > 0) return true;
      await inTime(this.locator.locator(".monaco-tl-twistie.collapsible").click({ timeout: 3000 }));
      return inTime(turned.waitFor({ timeout: 3000 }));
    });
    if (!isTurned) throw new Error(`The row cannot be ${expanded ? "expanded" : "collapsed"}.`);
  }

  /** The text of the row's hover. */
  async hover(): Promise<string> {
    await this.#page.mouse.move(0, 0);
    await this.locator.locator(".label-name").hover();
    return this.#page.locator(".workbench-hover-container .monaco-hover-content").first().innerText();
  }
}

/** A tree view of the sidebar. VS Code draws only the rows on the screen: scroll or make the window taller for more. */
export class Tree {
  readonly #page: Page;
  readonly #title: string;
  readonly locator: Locator;

  constructor(page: Page, title: string) {
    this.#page = page;
    this.#title = title;
    this.locator = page.locator(".pane-body").getByRole("tree", { name: title, exact: true });
  }

  async rows(): Promise<readonly RowText[]> {
    return this.locator.locator(".monaco-list-row:not(.monaco-tree-sticky-row)").evaluateAll(readRows);
  }

  async labels(): Promise<readonly string[]> {
    return (await this.rows()).map((row) => row.label);
  }

  /** The tree as text, two blanks per level: "label  description". Good to compare as a whole. */
  async text(): Promise<string> {
    const rows = await this.rows();
    return rows.map((row) => `${"  ".repeat(row.level - 1)}${row.label}  ${row.description}`.trimEnd()).join("\n");
  }

  row(label: string): TreeRow {
    const name = this.#page.locator(".label-name").getByText(label, { exact: true });
    const row = this.locator.locator(".monaco-list-row").filter({ has: name }).first();
    return new TreeRow(this.#page, row, async () => await this.rest());
  }

  /** Waits until nothing has been drawn anew for a moment. */
  async rest(): Promise<void> {
    let text = "";
    let since = Date.now();
    await expect
      .poll(async () => {
        const now = await this.text();
        if (now !== text) since = Date.now();
        text = now;
        return Date.now() - since;
      })
      .toBeGreaterThan(restMs);
  }

  /** Presses a button of the view's header by its title. */
  async titleAction(title: string): Promise<void> {
    const pane = this.#page.locator(".pane").filter({ has: this.locator });
    await pane.locator(".pane-header").hover();
    await pane.locator(".pane-header .actions").getByRole("button", { name: title }).click();
  }

  /** Types keys with the focus in the tree ("ArrowDown", "Enter"). */
  async press(...keys: readonly string[]): Promise<void> {
    await this.rest();
    await this.locator.focus();
    for (const key of keys) {
      await this.#page.keyboard.press(key);
    }
  }

  /** The text of the welcome view, shown instead of an empty tree. */
  async welcomeText(): Promise<string> {
    const pane = this.#page.locator(".pane").filter({ has: this.#page.locator(`[aria-label^="${this.#title}"]`) });
    return pane.locator(".welcome-view-content").innerText();
  }
}
