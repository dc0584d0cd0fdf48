import * as vscode from "vscode";
import type { AutomaticCheckpoints, TakeAlongside } from "../../core/checkpoints/sessionHooks.ts";
import { settlesWithin } from "../../core/base/settlesWithin.ts";
import type { Clock } from "../../core/base/ports.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";
import { t } from "../platform/hostWording.ts";
import type { Log } from "../platform/log.ts";
import { showProgress } from "../platform/notifications.ts";
import { showFailure } from "../platform/failures.ts";
import { numberSetting } from "../settings/checkpointSettings.ts";

/**
 * How switches, phases and ends of sessions take checkpoints in a window: on a switch if the person turned that on, and with a limit to the
 * waiting (setting `checkpoints.wait`, seconds). Beyond it the checkpoint is finished in the background, shown and cancellable,
 * and `followed` is called once it is taken: what waited for it has shown the workspace already.
 */
export function automaticCheckpoints(
  clock: () => Pick<Clock, "sleep">,
  log: Log,
  followed: () => Promise<void>,
): AutomaticCheckpoints {
  const alongside: TakeAlongside = async (session, take) => {
    const cancelling = new AbortController();
    const taking = take(cancelling.signal);
    if (await settlesWithin(clock(), numberSetting(settings.checkpointWait, 0, 10) * 1000, taking)) return;
    void finish(session, taking.then(followed), cancelling, log);
  };
  return {
    onSwitch: () =>
      vscode.workspace.getConfiguration(configurationSection).get<boolean>(settings.checkpointOnSwitch) === true,
    alongside,
  };
}

async function finish(session: string, taking: Promise<unknown>, cancelling: AbortController, log: Log): Promise<void> {
  const ended = taking.then(
    () => undefined,
    (error: unknown) => {
      if (cancelling.signal.aborted) log.info(`The checkpoint of ${session} was cancelled.`);
      else showFailure(error, log);
    },
  );
  await showProgress(t("Taking a checkpoint of {0} in the background", session), async (token) => {
    token.onCancellationRequested(() => cancelling.abort());
    await ended;
  });
}
