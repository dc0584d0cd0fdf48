import * as vscode from "vscode";
import { defaultPatterns } from "../../core/found/model/toolOf.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";

export interface FoundSettings {
  /** Names of branches, with `*` for anything; those that match come first. */
  readonly patterns: readonly string[];
  /** Of other branches, how old the last commit may be. */
  readonly days: number;
}

const usualDays = 30;

/** Where work is looked for, as the person has set it. */
export function foundSettings(): FoundSettings {
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  const patterns: unknown = configuration.get(settings.foundPatterns);
  const days: unknown = configuration.get(settings.foundDays);
  return {
    patterns: Array.isArray(patterns)
      ? patterns.filter((one): one is string => typeof one === "string")
      : defaultPatterns,
    days: typeof days === "number" && Number.isFinite(days) && days > 0 ? days : usualDays,
  };
}
