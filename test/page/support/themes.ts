import { readFileSync } from "node:fs";
import themesFile from "./themes.json" with { type: "json" };

/**
 * What VS Code puts into a webview, read out of a real one (1.139, its four default themes): the variables of the theme, the classes of
 * `body`, and its own style sheet.
 */
export const themeNames = ["dark", "light", "hc-black", "hc-light"] as const;
export type ThemeName = (typeof themeNames)[number];

export interface Theme {
  readonly kind: string;
  readonly id: string;
  readonly classes: string;
  /** Without the leading `--vscode-`. */
  readonly variables: Readonly<Record<string, string>>;
}

export const themes: Readonly<Record<ThemeName, Theme>> = themesFile;
export const defaultStyles = readFileSync(new URL("defaultStyles.css", import.meta.url), "utf8");
