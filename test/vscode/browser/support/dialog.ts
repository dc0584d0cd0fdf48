import type { Locator, Page } from "playwright-core";

/** The modal dialog in the middle. */
export class Dialog {
  readonly #page: Page;
  readonly locator: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.locator = page.locator(".monaco-dialog-box");
  }

  async waitUntilOpen(): Promise<void> {
    await this.locator.waitFor();
  }

  async message(): Promise<string> {
    return this.locator.locator(".dialog-message-text").innerText();
  }

  async detail(): Promise<string> {
    return this.locator.locator(".dialog-message-detail").innerText();
  }

  /** The titles of the buttons in the order of the screen. */
  async buttons(): Promise<readonly string[]> {
    return this.locator.locator(".dialog-buttons .monaco-button").allInnerTexts();
  }

  /** The title of the button that Enter would press. */
  async focusedButton(): Promise<string> {
    return this.locator.locator(".dialog-buttons .monaco-button:focus").innerText();
  }

  /** Presses a button and waits until this dialog has gone; the next one may be there already. */
  async press(button: string): Promise<void> {
    const pressed = await this.locator.getByRole("button", { name: button, exact: true }).elementHandle();
    await pressed?.click();
    await pressed?.waitForElementState("hidden");
  }

  /** Escape: what Cancel does. */
  async cancel(): Promise<void> {
    await this.#page.keyboard.press("Escape");
    await this.locator.waitFor({ state: "hidden" });
  }
}
