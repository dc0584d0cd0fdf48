import type { Locator, Page } from "playwright-core";

/** The open context menu or drop-down. */
export class ContextMenu {
  readonly #page: Page;
  readonly #items: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#items = page.locator(".monaco-menu-container .action-menu-item");
  }

  async waitUntilOpen(): Promise<void> {
    await this.#items.first().waitFor();
  }

  async items(): Promise<readonly string[]> {
    return this.#items.locator(".action-label").allInnerTexts();
  }

  /** Takes an item. With Enter: a menu ignores the mouse for its first tenth of a second. */
  async pick(label: string): Promise<void> {
    await this.#items.filter({ has: this.#page.getByText(label, { exact: true }) }).hover();
    await this.#page.keyboard.press("Enter");
    await this.#items.first().waitFor({ state: "hidden" });
  }
}
