import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";
import type { Host } from "../../feature/feature.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import { reviewerName } from "../../platform/reviewer.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import type { ReviewServices } from "../gate/reviewServices.ts";
import type { ReviewDialogs } from "./reviewSessionContext.ts";

/** What applying a suggestion needs of its window. */
export interface ApplyingWindow {
  readonly host: Host;
  readonly workspace: WorkflowWorkspace;
  readonly services: Pick<ReviewServices, "suggestions">;
  readonly dialogs: Pick<ReviewDialogs, "executing">;
}

/** Applies what a thread suggests, if it is still what was shown with this digest, as a commit of the person's, and says so with "Undo" beside it, for as long as the branch stays there. */
export async function applyInWindow(
  { host, workspace, services, dialogs }: ApplyingWindow,
  thread: string,
  digest: string,
): Promise<void> {
  host.runner.requireTrust();
  const author = { kind: "person", name: reviewerName() } as const;
  const suggestions = await services.suggestions();
  const title = t("Applying a suggestion");
  const applied = await dialogs.executing(
    title,
    async (signal) => await suggestions.apply(thread, digest, author, signal),
  );
  const { session } = applied.thread.subject;
  const shown = async (): Promise<void> => {
    await workspace.annotations.refresh(session);
    await workspace.follow();
  };
  await shown();
  const undo = t("Undo");
  const done = t("The suggestion was applied to {0} as {1}.", session, shortObjectId(applied.commit));
  const { untold } = applied;
  const words = untold === undefined ? done : `${done} ${t("Its thread does not say so: {0}", untold.in(t))}`;
  void host.runner.attempt(async () => {
    const picked = await showInformation(words, ...(applied.move === null ? [] : [undo]));
    if (picked !== undo) return;
    await dialogs.executing(t("Taking the suggestion back"), async (signal) => {
      await suggestions.undo(applied, author, signal);
    });
    await shown();
    void showInformation(t("The suggestion was taken back from {0}.", session));
  });
}
