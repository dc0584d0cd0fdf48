import { rm } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { pageAddress } from "../../launch/server.ts";
import { type Settings, cleanSettings, restrictedSettings, writeSettings } from "../../launch/settings.ts";

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
  /** `trusted` (default): the question does not exist. `restricted`: Restricted Mode without asking. */
  readonly trust?: "trusted" | "restricted";
  /** On top of the settings that keep screens clean. */
  readonly settings?: Settings;
}

/** A server that the run has started (globalSetup.ts). */
export interface RunningServer {
  readonly port: number;
  readonly dataDirectory: string;
  /** What programs beside it need to count as the same person: where the reviewer's key and audit log are. */
  readonly environment: Readonly<Record<string, string>>;
}

declare module "vitest" {
  interface ProvidedContext {
    /** For each worker one of each kind. */
    readonly servers: readonly Readonly<Record<"trusted" | "restricted", RunningServer>>[];
  }
}

/** Where a server's window shows this folder. */
export const addressOf = ({ port }: RunningServer, folder?: string): string => pageAddress(port, folder);

/** The server of this worker for windows of the wish. All of its windows use it, so that the browser fetches and compiles VS Code once. */
export const serverFor = ({ trust = "trusted" }: ServerWish): RunningServer => {
  const all = inject("servers");
  const ours = all[Number(process.env["VITEST_POOL_ID"]) % all.length];
  if (ours === undefined) throw new Error("The run has started no server.");
  return ours[trust];
};

/** Makes it a server on which nobody has worked yet: without keys, vaults and what extensions stored, and with the settings of the wish. */
export const renew = async ({ dataDirectory, environment }: RunningServer, wish: ServerWish): Promise<void> => {
  const stored = ["globalStorage", "workspaceStorage"].map((name) => join(dataDirectory, "data", "User", name));
  for (const directory of [environment["XDG_CONFIG_HOME"], ...stored]) {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
  await writeSettings(dataDirectory, {
    ...cleanSettings,
    "window.autoDetectColorScheme": false,
    "workbench.colorTheme": themes[wish.theme ?? "dark"].name,
    ...(wish.trust === "restricted" ? restrictedSettings : {}),
    ...wish.settings,
  });
};
