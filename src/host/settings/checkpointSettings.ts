import * as vscode from "vscode";
import type { CheckpointSettings } from "../../core/checkpoints/checkpointOptions.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";

const megabyte = 1024 * 1024;

/** A number of the person's own settings; what is not a number, or below `least`, is `otherwise`. Workspaces cannot set these (scope `machine`). */
export function numberSetting(key: (typeof settings)[keyof typeof settings], least: number, otherwise: number): number {
  const value = vscode.workspace.getConfiguration(configurationSection).get<unknown>(key);
  return typeof value === "number" && Number.isFinite(value) && value >= least ? value : otherwise;
}

/** The core's settings, read at every checkpoint. */
export const checkpointSettings: CheckpointSettings = {
  get sizeLimit() {
    return numberSetting(settings.checkpointSizeLimit, 0, 20) * megabyte;
  },
};
