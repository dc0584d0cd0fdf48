import * as vscode from "vscode";
import { commands } from "../../manifest/contributions.ts";
import type { Host } from "../../feature/feature.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation, showProgress, showWarning } from "../../platform/notifications.ts";
import type { GivenText } from "../../../core/redaction/givenText.ts";
import { askText } from "../../prompts/askText.ts";
import { askAboutSecrets } from "../../prompts/secretQuestion.ts";
import { tellRedacted } from "../../prompts/tellRedacted.ts";
import { isUndoable } from "../../../core/review/requests/requestState.ts";
import type { SendQuestion } from "./draftQuestions.ts";
import type { ReviewDialogs } from "./reviewSessionContext.ts";

/** Characters of a reason. */
const longestReason = 4000;

/** Asks for a reason, which is required; `undefined` when the question was closed. */
export async function askReason(title: string, prompt: string, typed?: string): Promise<GivenText | undefined> {
  return await askText({
    title,
    prompt,
    ...(typed === undefined ? {} : { value: typed }),
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === "") return t("A reason is needed.");
      return text.length > longestReason ? t("That is too long.") : undefined;
    },
  });
}

/** A modal whose first button is the one that Enter presses. */
export async function pickAnswer({ message, detail, buttons }: SendQuestion): Promise<"first" | "second" | undefined> {
  const [first, second] = buttons;
  const picked = await showWarning(message, { modal: true, detail }, first, second);
  return picked === first ? "first" : picked === second ? "second" : undefined;
}

/**
 * The dialogs of one review, native ones only.
 *
 * @param saysItself whether a page that can be seen shows what came of it
 */
export function reviewDialogs(host: Host, workspace: string, saysItself: () => boolean = () => false): ReviewDialogs {
  return {
    async confirm({ message, detail, buttons }) {
      const [, confirmed] = buttons;
      return (await showWarning(message, { modal: true, detail }, ...buttons)) === confirmed;
    },
    pick: pickAnswer,
    askReason,
    askAboutSecrets,
    tellRedacted,
    async executing(title, task) {
      const controller = new AbortController();
      const running = task(controller.signal);
      await showProgress(title, async (token) => {
        const listening = token.onCancellationRequested(() => controller.abort());
        await running.catch(() => undefined);
        listening.dispose();
      });
      return await running;
    },
    announce({ receipt, message }) {
      if (saysItself()) return;
      void host.runner.attempt(async () => {
        const undo = t("Undo");
        const show = receipt.outcome === "executed" ? showInformation : showWarning;
        const picked = await show(message.in(t), ...(isUndoable({ receipt }) ? [undo] : []));
        if (picked !== undo) return;
        await vscode.commands.executeCommand(commands.undoReview, { folder: workspace, request: receipt.request });
      });
    },
    inform(message) {
      if (!saysItself()) void showInformation(message);
    },
  };
}
