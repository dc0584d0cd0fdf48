import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import { artifacts } from "../../../run/paths.mjs";
import { type VsCodeServer, startServer } from "../../launch/server.ts";
import {
  type Settings,
  askingSettings,
  cleanSettings,
  restrictedSettings,
  writeSettings,
} from "../../launch/settings.ts";

/** The built-in themes: their names in the settings, and the class of the workbench once they are drawn. */
export const themes = {
  light: { name: "Light Modern", drawn: "vscode-theme-defaults-themes-light_modern-json" },
  dark: { name: "Dark Modern", drawn: "vscode-theme-defaults-themes-dark_modern-json" },
  "hc-black": { name: "Default High Contrast", drawn: "vscode-theme-defaults-themes-hc_black-json" },
  "hc-light": { name: "Default High Contrast Light", drawn: "vscode-theme-defaults-themes-hc_light-json" },
} as const;

export type Theme = keyof typeof themes;

export interface ServerWish {
  readonly theme?: Theme;
  /** `trusted` (default): the question does not exist. `restricted`: Restricted Mode without asking. `ask`: VS Code asks when a folder opens. */
  readonly trust?: "trusted" | "restricted" | "ask";
  /** On top of the settings that keep screens clean. */
  readonly settings?: Settings;
}

const running = new Map<string, Promise<VsCodeServer>>();
const directories: string[] = [];

const start = async (wish: ServerWish, number: number): Promise<VsCodeServer> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "vscode-server-"));
  directories.push(dataDirectory);
  const theme = themes[wish.theme ?? "dark"].name;
  await writeSettings(dataDirectory, {
    ...cleanSettings,
    "window.autoDetectColorScheme": false,
    "workbench.colorTheme": theme,
    ...(wish.trust === "restricted" ? restrictedSettings : {}),
    ...(wish.trust === "ask" ? askingSettings : {}),
    ...wish.settings,
  });
  return startServer({
    dataDirectory,
    // Not the home of whoever runs the tests: their git configuration would be the window's.
    environment: { HOME: dataDirectory },
    extensionsDirectory: inject("extensionsDirectory"),
    workspaceTrust: wish.trust === "restricted" || wish.trust === "ask",
    logFile: join(artifacts, "browser", `server-${process.pid}-${number}.log`),
  });
};

/** A server with these settings: the one that runs already in this test file, or a new one. They end with the file. */
export const serverFor = (wish: ServerWish): Promise<VsCodeServer> => {
  const key = JSON.stringify([wish.theme, wish.trust, wish.settings]);
  const known = running.get(key);
  if (known !== undefined) {
    return known;
  }
  const started = start(wish, running.size + 1);
  running.set(key, started);
  return started;
};

afterAll(async () => {
  for (const server of running.values()) {
    await (await server).stop();
  }
  running.clear();
  await Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
});
