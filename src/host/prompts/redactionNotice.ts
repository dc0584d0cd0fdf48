import { secretPhrase } from "../../core/redaction/secretPhrase.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import type { TextPlace } from "./tellRedacted.ts";

/** "a GitHub token, a password" */
export function secretPhrases(rules: readonly string[]): string {
  return [...new Set(rules.map((rule) => secretPhrase(rule).in(t)))].join(", ");
}

const sentences: Readonly<Record<TextPlace, (phrases: string) => string>> = {
  comment: (phrases) => t("Taken out of the comment: {0}.", phrases),
  project: (phrases) => t("Taken out of what the session is for: {0}.", phrases),
  task: (phrases) => t("Taken out of the task: {0}.", phrases),
  message: (phrases) => t("Taken out of the message: {0}.", phrases),
  reason: (phrases) => t("Taken out of the reason: {0}.", phrases),
  summary: (phrases) => t("Taken out of the summary: {0}.", phrases),
};

export function showRedacted(rules: readonly string[], place: TextPlace): void {
  void showInformation(sentences[place](secretPhrases(rules)));
}
