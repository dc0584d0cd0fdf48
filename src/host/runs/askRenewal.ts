import { WorkflowError } from "../../core/base/errors.ts";
import type { Host } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { orCancel } from "../prompts/orCancel.ts";
import { requestTitle } from "../reviews/kinds/requestWording.ts";
import { requireFits } from "./fittingRuns.ts";
import { renewalQuestion } from "./renewalText.ts";
import type { RunSubject } from "./runSubject.ts";

/** Asks before a run begins again, whichever way the command came: ignored files are gone for good then. */
export async function askRenewal(
  { log }: Host,
  { workspace, view }: RunSubject,
  act: "reset" | "retry",
): Promise<void> {
  requireFits(act, view);
  const { forks } = await workspace.openGitFeatures();
  const { id } = view.place;
  const ignored = async (): Promise<readonly string[] | undefined> => {
    try {
      return (await forks.lookBeforeRemoval(id)).loss.ignored.map(({ path }) => path);
    } catch (error) {
      // A worktree that is broken is what both are for.
      if (!(error instanceof WorkflowError)) throw error;
      log.warn(`The worktree of ${id} could not be looked at: ${error.message}`);
      return undefined;
    }
  };
  const waiting = async (): Promise<readonly string[]> => {
    const requests = await workspace.services.requests?.();
    const all = (await requests?.list()) ?? [];
    return all
      .filter(({ session, state }) => session === id && state === "waiting")
      .map((view) => requestTitle(view, t));
  };
  const [paths, titles] = await Promise.all([ignored(), waiting()]);
  const { message, detail, button } = renewalQuestion({ act, run: view, ignored: paths, waiting: titles }, t);
  orCancel(await showWarning(message, { modal: true, detail }, button));
}
