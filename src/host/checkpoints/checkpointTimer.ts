import * as vscode from "vscode";
import { asWorkflowError } from "../../core/base/errors.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import { every } from "../platform/every.ts";
import type { Feature } from "../feature/feature.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";
import { numberSetting } from "../settings/checkpointSettings.ts";

const minute = 60_000;
/** What timers of JavaScript can count to; beyond it they run at once. */
const longest = 2 ** 31 - 1;

/** Takes a checkpoint of each folder's current session every so many minutes, if the person turned that on (0: off). */
export const registerCheckpointTimer: Feature = ({ workspaces, log }) => {
  const registered = new Disposables((error) => log.error("The timer could not be stopped.", error));
  const busy = new Set<WorkflowWorkspace>();
  const takeOne = async (workspace: WorkflowWorkspace): Promise<void> => {
    const session = workspace.current();
    if (session === undefined || busy.has(workspace)) return;
    busy.add(workspace);
    try {
      const { checkpoints } = await workspace.openGitFeatures();
      const { created } = await checkpoints.take(session.id, { trigger: "timer" });
      if (created) await workspace.follow();
    } catch (error) {
      log.warn(`No checkpoint by timer of ${session.id}: ${asWorkflowError(error).message}`);
    } finally {
      busy.delete(workspace);
    }
  };
  let timer: vscode.Disposable | undefined;
  const stop = (): void => timer?.dispose();
  const start = (): void => {
    stop();
    const minutes = numberSetting(settings.checkpointTimer, 0, 0);
    if (minutes === 0) return;
    timer = every(Math.min(minutes * minute, longest), () => {
      if (vscode.workspace.isTrusted) for (const workspace of workspaces.all()) void takeOne(workspace);
    });
  };
  registered.own({ dispose: stop });
  registered.own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${configurationSection}.${settings.checkpointTimer}`)) start();
    }),
  );
  start();
  return registered;
};
