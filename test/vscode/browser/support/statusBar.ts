import type { Locator, Page } from "playwright-core";

/** The bar at the bottom. */
export class StatusBar {
  readonly #items: Locator;

  constructor(page: Page) {
    this.#items = page.locator(".statusbar-item:visible");
  }

  /** The text of all items, from left to right; icons have no text. */
  async texts(): Promise<readonly string[]> {
    const texts = await this.#items.allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== "");
  }

  async text(): Promise<string> {
    return (await this.texts()).join(" | ");
  }

  /** What a screen reader says for the item that contains this text. */
  async ariaLabel(text: string): Promise<string> {
    const item = this.#items.filter({ hasText: text }).first();
    return (await item.locator("a, [role=button]").first().getAttribute("aria-label")) ?? "";
  }

  /** Clicks the item that contains this text. */
  async click(text: string): Promise<void> {
    await this.#items.filter({ hasText: text }).first().locator("a, [role=button]").first().click();
  }
}
