import * as vscode from "vscode";
import { commands } from "../manifest/contributions.ts";
import { temporaryId } from "../../core/sessions/sessionContext.ts";
import { t } from "../platform/hostWording.ts";
import { showInformation } from "../platform/notifications.ts";
import { askText } from "../prompts/askText.ts";
import { tellRedacted } from "../prompts/tellRedacted.ts";
import { orCancel } from "../prompts/orCancel.ts";
import type { SessionOperation } from "../operations/operation.ts";
import { reviewerName } from "../platform/reviewer.ts";

/** Labels offered; any other can be given by `wfs annotate add --label`. */
const labels = ["needs-review", "ready-to-commit"] as const;

/** A note on the session as a whole, with labels if wanted. */
export const annotateSession: SessionOperation["run"] = async ({
  workspace,
  session,
  name,
  given,
  runWithProgress,
}) => {
  const title = t("Comment on Session: {0}", name);
  const body =
    given.text ??
    orCancel(
      await askText({
        title,
        prompt: t("A comment on the session, in Markdown"),
        validateInput: (text) => (text.trim() === "" ? t("A comment needs a text.") : undefined),
      }),
    );
  const chosen =
    given.text === undefined
      ? orCancel(
          await vscode.window.showQuickPick(labels, { title, canPickMany: true, placeHolder: t("Labels, or none") }),
        )
      : [];
  const annotations = await workspace.services.annotations();
  const added = await runWithProgress(t("Commenting on {0}", name), async () => {
    if (session.id === temporaryId) await workspace.sessions.ensureTemporary();
    const author = { kind: "person", name: reviewerName() } as const;
    return await annotations.add({ subject: { session: session.id }, body, labels: chosen, author });
  });
  await workspace.annotations.refresh(session.id);
  await tellRedacted(added, "comment");
  void showInformation(t("The comment on {0} was added.", name), t("Show")).then(async (picked) => {
    if (picked !== undefined) await vscode.commands.executeCommand(commands.openSession, { session: session.id });
  });
};
