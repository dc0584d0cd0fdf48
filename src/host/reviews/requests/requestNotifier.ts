import * as vscode from "vscode";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import { commands, configurationSection, settings } from "../../manifest/contributions.ts";
import type { Host } from "../../feature/feature.ts";
import { DelayedRun } from "../../platform/delayedRun.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import type { FoundRequest } from "./requestWatcher.ts";
import { askingSentence } from "../kinds/requestWording.ts";
import { ownSetting } from "../../settings/ownSetting.ts";

const memoryKey = "reviews.announced";

/** Requests remembered as announced; older ones have long been decided. */
const remembered = 500;

/** Several that come at once are announced together, and what is opened meanwhile needs no announcement (milliseconds). */
const together = 800;

/** Whether the person wants to be told; a workspace has no say in it. */
function wanted(): boolean {
  return ownSetting(settings.reviewsNotify) !== false;
}

/** One sentence for what has come. */
function arrivalText(arrived: readonly FoundRequest[]): string {
  const [first] = arrived;
  if (first !== undefined && arrived.length === 1) return askingSentence(first.view, t);
  return t("{0} requests wait for your review.", arrived.length);
}

/** Tells a person once, ever, that a request waits: with "Review", never with a decision. */
export class RequestNotifier implements vscode.Disposable {
  readonly #host: Host;
  readonly #announced: Set<string>;
  #arrived: FoundRequest[] = [];
  /** Of which a message stands there, that is about nothing else. */
  readonly #shown = new Set<RequestId>();
  readonly #announcing = new DelayedRun(together, () => this.#announce());

  constructor(host: Host) {
    this.#host = host;
    const known = host.extension.workspaceState.get<unknown>(memoryKey);
    this.#announced = new Set(Array.isArray(known) ? known.filter((id) => typeof id === "string") : []);
  }

  /** Announces those that were not yet. */
  see(waiting: readonly FoundRequest[]): void {
    const fresh = waiting.filter(({ view }) => !this.#announced.has(view.id));
    if (fresh.length === 0) return;
    for (const { view } of fresh) this.#announced.add(view.id);
    this.#remember();
    this.#arrived.push(...fresh);
    this.#announcing.start();
  }

  /** Somebody here asked for it, or has it before their eyes: a message that stands there about it alone goes, since it would lie over the page. */
  known(id: RequestId): void {
    this.#announced.add(id);
    if (this.#shown.has(id)) void vscode.commands.executeCommand("notifications.hideToasts");
    this.#arrived = this.#arrived.filter(({ view }) => view.id !== id);
    this.#remember();
  }

  dispose(): void {
    this.#announcing.dispose();
  }

  #announce(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    const [first] = arrived;
    if (first === undefined || !wanted()) return;
    void this.#host.runner.attempt(async () => {
      const review = t("Review");
      const never = t("Don't Show Again");
      const picked = await this.#show(arrived, [review, never]);
      if (picked === review) {
        const argument = arrived.length === 1 ? { folder: first.workspace.key, request: first.view.id } : undefined;
        await vscode.commands.executeCommand(commands.openReview, argument);
      }
      if (picked !== never) return;
      const settingsOfPerson = vscode.workspace.getConfiguration(configurationSection);
      await settingsOfPerson.update(settings.reviewsNotify, false, vscode.ConfigurationTarget.Global);
    });
  }

  async #show(arrived: readonly FoundRequest[], buttons: readonly string[]): Promise<string | undefined> {
    const alone = arrived.length === 1 ? arrived[0]?.view.id : undefined;
    if (alone !== undefined) this.#shown.add(alone);
    try {
      return await showInformation(arrivalText(arrived), ...buttons);
    } finally {
      if (alone !== undefined) this.#shown.delete(alone);
    }
  }

  #remember(): void {
    const ids = [...this.#announced].slice(-remembered);
    this.#host.extension.workspaceState.update(memoryKey, ids).then(undefined, (error: unknown) => {
      this.#host.log.error("Which requests were announced could not be remembered.", error);
    });
  }
}
