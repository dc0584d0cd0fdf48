import type { FrameLocator, Locator } from "playwright-core";
import { expect } from "vitest";
import { entryOf } from "../../../support/reviewEntry.ts";
import { inTime, tryAgain } from "./inTime.ts";
import type { Workbench } from "./workbench.ts";

/** The review panel that is visible, driven like a person does. */
export class ReviewPanel {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The page inside the panel. */
  get page(): FrameLocator {
    return this.#workbench.webview();
  }

  /** Waits until the page says this (the headline, a banner, a state). */
  async says(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor({ timeout: 30_000 });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Presses a button of the page once it is on. Where a message stands over it, that is closed first, as a person does. */
  async press(name: string): Promise<void> {
    await expect.poll(() => this.isOn(name), { timeout: 30_000 }).toBe(true);
    const isPressed = await tryAgain(async () => {
      if (await inTime(this.button(name).click({ timeout: 5000 }))) return true;
      await this.#workbench.notifications.dismissOne();
      return false;
    });
    if (!isPressed) await this.button(name).click();
  }

  async isOn(name: string): Promise<boolean> {
    const button = this.button(name);
    if ((await button.count()) === 0) return false;
    return (await button.getAttribute("aria-disabled")) !== "true" && (await button.isEnabled());
  }

  /** The entry of a file in the list, by its whole path. */
  file(path: string): Locator {
    return this.page.getByRole("option", { name: entryOf(path) });
  }

  /** Opens a file of the list and waits until this stands in its diff. */
  async openFile(path: string, shows: string): Promise<void> {
    await this.file(path).click();
    await this.says(shows);
  }

  /** Presses "Grant…" and answers the native question with "Grant". */
  async grant(): Promise<void> {
    await this.press("Grant…");
    await this.#workbench.dialog.waitUntilOpen();
    await this.#workbench.dialog.press("Grant");
  }

  /** Presses a button that asks for a reason, and gives it. */
  async refuse(name: "Deny…" | "Ask for changes…", reason: string): Promise<void> {
    await this.press(name);
    await this.#workbench.quickInput.waitUntilOpen();
    await this.#workbench.quickInput.type(reason);
    await this.#workbench.quickInput.accept();
  }
}

/** Opens what waits from the view, and waits until the page has drawn it. */
export const openReview = async (window: Workbench, row: string, headline: string): Promise<ReviewPanel> => {
  await window.showViewContainer("Workflow Sessions");
  await expect.poll(() => window.tree("Reviews").labels(), { timeout: 60_000 }).toContain(row);
  await window.tree("Reviews").row(row).click();
  const panel = new ReviewPanel(window);
  await panel.says(headline);
  return panel;
};
