import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import type { OperationRunner } from "./operationRunner.ts";

/** Says what was done, with "Undo" beside it. Does not wait for the button. */
export function announceWithUndo(runner: OperationRunner, message: string, undo: () => Promise<void>): void {
  const button = t("Undo");
  void runner.attempt(async () => {
    if ((await showInformation(message, button)) === button) await undo();
  });
}
