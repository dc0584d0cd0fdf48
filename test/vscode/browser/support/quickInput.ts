import type { Locator, Page } from "playwright-core";
import { inTime } from "./inTime.ts";

export interface QuickPickRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** The box at the top: the palette, quick picks and input boxes. */
export class QuickInput {
  readonly #page: Page;
  readonly locator: Locator;
  readonly #input: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.locator = page.locator(".quick-input-widget");
    this.#input = this.locator.locator(".quick-input-filter input");
  }

  async waitUntilOpen(): Promise<void> {
    await this.#input.waitFor();
  }

  /** Whether it is open, or opens within so many milliseconds. */
  async opens(within: number): Promise<boolean> {
    return inTime(this.#input.waitFor({ timeout: within }));
  }

  async waitUntilClosed(): Promise<void> {
    await this.locator.waitFor({ state: "hidden" });
  }

  /** Replaces what stands in the input. */
  async type(text: string): Promise<void> {
    await this.#input.fill(text);
  }

  /** Enter: takes the focused row, or what was typed. Where it lists something, that is there first. */
  async accept(): Promise<void> {
    await this.#page.waitForFunction(() => {
      const list = document.querySelector(".quick-input-widget .quick-input-list");
      return list?.checkVisibility() !== true || list.querySelector(".monaco-list-row") !== null;
    });
    await this.#input.press("Enter");
  }

  async cancel(): Promise<void> {
    await this.#input.press("Escape");
    await this.waitUntilClosed();
  }

  async title(): Promise<string> {
    return this.locator.locator(".quick-input-title").innerText();
  }

  async placeholder(): Promise<string> {
    return (await this.#input.getAttribute("placeholder")) ?? "";
  }

  async value(): Promise<string> {
    return this.#input.inputValue();
  }

  /** The prompt under an input box, or what is wrong with the value. */
  async message(): Promise<string> {
    return this.locator.locator(".quick-input-message").innerText();
  }

  async rows(): Promise<readonly QuickPickRow[]> {
    return this.locator.locator(".quick-input-list .monaco-list-row").evaluateAll((elements) =>
      elements.map((element) => {
        const [first] = element.querySelectorAll(".quick-input-list-row");
        return {
          label: first?.querySelector(".label-name")?.textContent ?? "",
          description: first?.querySelector(".label-description")?.textContent ?? "",
          detail: element.querySelector(".quick-input-list-label-meta")?.textContent ?? "",
        };
      }),
    );
  }

  row(label: string): Locator {
    const name = this.#page.locator(".quick-input-list-row .label-name").getByText(label, { exact: true });
    return this.locator.locator(".quick-input-list .monaco-list-row").filter({ has: name }).first();
  }

  /** Clicks the row with this label, at its beginning: a hover may cover the middle. */
  async pick(label: string): Promise<void> {
    await this.row(label).click({ position: { x: 12, y: 10 } });
  }

  /** Waits until this text stands in it no more, because it closed or asks the next question. */
  async waitUntilPast(text: string): Promise<void> {
    const typed = this.locator.locator(".quick-input-filter input:visible");
    await this.#page.waitForFunction(
      ([input, before]) => !(input instanceof HTMLInputElement) || !input.checkVisibility() || input.value !== before,
      [await typed.elementHandle({ timeout: 1000 }).catch(() => null), text] as const,
    );
  }

  /** Presses a button of a row, by its title. */
  async rowAction(label: string, title: string): Promise<void> {
    await this.row(label).hover();
    await this.row(label).getByRole("button", { name: title }).click();
  }
}
