import * as vscode from "vscode";
import type { Versions } from "../../adapters/openVersions.ts";
import type { SessionHooks } from "../../core/sessions/sessionContext.ts";
import { configurationSection, settings } from "../contributions.ts";

/** Keeps the working tree under the session that is left, if the person turned that on; a failure is logged and the switch goes on. */
export function checkpointOnSwitch(versions: () => Promise<Versions | undefined>): Pick<SessionHooks, "switching"> {
  return {
    switching: async (from) => {
      const wanted = vscode.workspace.getConfiguration(configurationSection).get<boolean>(settings.checkpointOnSwitch);
      if (from === undefined || wanted !== true) return;
      await (await versions())?.checkpoints.take(from, { trigger: "switch" });
    },
  };
}
