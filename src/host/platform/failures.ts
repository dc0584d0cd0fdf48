import * as vscode from "vscode";
import { asWorkflowError, type WorkflowError } from "../../core/base/errors.ts";
import { commands } from "../manifest/contributions.ts";
import { t } from "./hostWording.ts";
import type { Log } from "./log.ts";
import { showError, showWarning } from "./notifications.ts";

/** Nothing went wrong: something is missing, and the button beside the message gets it. */
const expected: ReadonlySet<WorkflowError["code"]> = new Set(["untrusted", "no-workflow", "not-a-repository"]);

interface Offer {
  readonly title: string;
  readonly command: string;
}

function offersFor(error: WorkflowError): readonly Offer[] {
  const log = { title: t("Show Log"), command: commands.showLog };
  if (error.code === "untrusted") {
    return [{ title: t("Manage Workspace Trust"), command: "workbench.trust.manage" }];
  }
  if (error.code === "no-workflow") {
    return [{ title: t("Create the First Session…"), command: commands.createSession }, log];
  }
  if (error.code === "not-a-repository") {
    return [{ title: t("Initialize Repository"), command: commands.initRepository }, log];
  }
  return [log];
}

/** Logs a failure with its causes and shows what happened, what to do next, and a button for it. Does not wait for the button. */
export function showFailure(failure: unknown, log: Log): void {
  const error = asWorkflowError(failure);
  if (error.code === "cancelled") return;
  log.error(`${error.code}: ${error.message} ${error.hint}`, error.cause ?? error);
  const offers = offersFor(error);
  const show = expected.has(error.code) ? showWarning : showError;
  const titles = offers.map(({ title }) => title);
  show(`${error.text.in(t)} ${error.hintText.in(t)}`, ...titles).then(
    (picked) => {
      const offer = offers.find(({ title }) => title === picked);
      return offer === undefined ? undefined : vscode.commands.executeCommand(offer.command);
    },
    (problem: unknown) => log.error("The failure could not be shown.", problem),
  );
}
