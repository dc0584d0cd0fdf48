import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Setting ids of VS Code and of the extension with their values. */
export type Settings = Readonly<Record<string, unknown>>;

/** What keeps screens free of things that are not ours: chat, welcome pages, tips, updates, telemetry. */
export const cleanSettings: Settings = {
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.enableExperiments": false,
  // A page that is put into an editor takes the focus once, which closes a palette that opened just before.
  "workbench.quickOpen.closeOnFocusLost": false,
  "extensions.ignoreRecommendations": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "git.openRepositoryInParentFolders": "never",
  "git.autofetch": false,
};

/** Settings of a window in Restricted Mode that does not ask first. */
export const restrictedSettings: Settings = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
};

/** Where a server with this data directory keeps the person's own settings. */
export const userSettings = (dataDirectory: string): string => join(dataDirectory, "data", "User", "settings.json");

/** Where a server with this data directory keeps the settings of its machine, which win over the person's. */
const machineSettings = (dataDirectory: string): string => join(dataDirectory, "data", "Machine", "settings.json");

/**
 * Writes the user's and the machine's settings of a server.
 *
 * @param dataDirectory what the server gets as `--server-data-dir`
 */
export const writeSettings = async (dataDirectory: string, settings: Settings): Promise<void> => {
  for (const file of [userSettings(dataDirectory), machineSettings(dataDirectory)]) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
  }
};
