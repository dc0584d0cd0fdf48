import type { Locator, Page } from "playwright-core";
import { inTime } from "./inTime.ts";

/** The messages at the lower right. */
export class Notifications {
  readonly #toasts: Locator;

  constructor(page: Page) {
    this.#toasts = page.locator(".notifications-toasts .notification-toast");
  }

  /** The messages that stand there, newest first. */
  async texts(): Promise<readonly string[]> {
    return this.#toasts.locator(".notification-list-item-message").allInnerTexts();
  }

  /** Presses a button of the message that contains this text. */
  async press(text: string, button: string): Promise<void> {
    await this.#toasts.filter({ hasText: text }).getByRole("button", { name: button, exact: true }).click();
  }

  /** Closes the newest message, if there is one that does not go by itself meanwhile. */
  async dismissOne(): Promise<void> {
    const toast = this.#toasts.first();
    if ((await toast.count()) === 0 || !(await inTime(toast.hover({ timeout: 5000 })))) return;
    await inTime(toast.getByRole("button", { name: /^Clear Notification/u }).click({ timeout: 5000 }));
  }
}
