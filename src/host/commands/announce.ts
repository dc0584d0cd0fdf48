import { t } from "../hostWording.ts";
import { showInformation } from "../messages.ts";
import type { OperationRunner } from "../operations/operationRunner.ts";

/** Says what was done, with "Undo" beside it. Does not wait for the button. */
export function announceWithUndo(runner: OperationRunner, message: string, undo: () => Promise<void>): void {
  const button = t("Undo");
  void runner.attempt(async () => {
    if ((await showInformation(message, button)) === button) await undo();
  });
}
