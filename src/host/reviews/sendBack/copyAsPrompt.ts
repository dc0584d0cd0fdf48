import * as vscode from "vscode";
import { promptLimits } from "../../../core/review/delivery/answerPrompt.ts";
import type { Host } from "../../feature/feature.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import { noteSent, promptOf, type AnswerSubject } from "./answerSubject.ts";

/** Puts the answer on the clipboard as a text for the agent that wrote the change. */
export async function copyAsPrompt(host: Host, subject: AnswerSubject): Promise<void> {
  const prompt = await promptOf(host, subject, promptLimits.text);
  await vscode.env.clipboard.writeText(prompt.text);
  await noteSent(subject, "prompt", prompt);
  void showInformation(t("The answer was copied as a prompt. Paste it where the agent listens."));
}
