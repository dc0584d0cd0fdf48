import * as vscode from "vscode";
import { locate } from "../../core/annotations/anchors.ts";
import type { Thread } from "../../core/annotations/annotation.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { joinPath } from "../../core/files/paths.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { plainItemText } from "../prompts/sessionItems.ts";
import { commands } from "../manifest/contributions.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { SessionOperation } from "../operations/operation.ts";
import { shortened } from "../wording/shortened.ts";
import { rangeOf } from "./threadView.ts";

/** Opens what an annotation is about: its lines in the session's working tree, the comparison of a fork without one, or the session. */
export const openAnnotation: SessionOperation["run"] = async ({ workspace, session, target }) => {
  const annotations = await workspace.services.annotations();
  const thread =
    target.annotation === undefined
      ? await choose(await annotations.list(session.id), session.id)
      : await annotations.get(target.annotation);
  const { file: writtenOn, anchor } = thread.subject;
  const about = { folder: workspace.key, session: session.id };
  if (writtenOn === undefined) {
    await vscode.commands.executeCommand(commands.openSession, about);
    return;
  }
  const texts = await workspace.services.sessionTexts();
  const directory = await texts.directory(session.id);
  if (directory === undefined) {
    await vscode.commands.executeCommand(commands.diffFork, about);
    return;
  }
  const { foundText } = await import("../../core/annotations/sessionTexts.ts");
  const file = (await foundText(texts, session.id, writtenOn, "new"))?.file;
  if (file === undefined) {
    throw new WorkflowError(
      "not-found",
      say`${session.id} has no file “${visibleText(writtenOn)}” any more.`,
      say`Look at the comment with “wfs annotate list”.`,
    );
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(joinPath(directory, file)));
  const found = anchor === undefined ? undefined : locate(anchor, document.getText());
  const selection = rangeOf(found, document);
  await vscode.window.showTextDocument(document, selection === undefined ? {} : { selection });
  if (found === "outdated") void showInformation(t("The lines this comment was written on are gone."));
};

async function choose(threads: readonly Thread[], session: string): Promise<Thread> {
  const open = threads.filter(({ resolved }) => !resolved);
  if (open.length === 0) {
    throw new WorkflowError(
      "not-found",
      say`${session} has no unresolved comments.`,
      say`Write one in a comparison, or with “Comment on Session”.`,
    );
  }
  const items = open.map((thread) => ({
    label: plainItemText(shortened(thread.notes[0]?.body ?? "", 100)),
    description: plainItemText(thread.subject.file ?? session),
    thread,
  }));
  return orCancel(await vscode.window.showQuickPick(items, { title: t("Open Comment on {0}", session) })).thread;
}
