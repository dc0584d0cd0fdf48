import * as vscode from "vscode";
import { configurationSection, settings } from "../manifest/contributions.ts";

type Remotes = Readonly<Record<string, readonly string[]>>;

/** What the person's own settings say; what a workspace or folder says is not even looked at. Whatever has another shape turns nothing on. */
function remotes(): Remotes {
  const own = vscode.workspace.getConfiguration(configurationSection).inspect<unknown>(settings.publishRemotes);
  const value = own?.globalValue;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const lists = Object.entries(value).map(([repository, addresses]: [string, unknown]) => {
    const texts: readonly unknown[] = Array.isArray(addresses) ? addresses : [];
    return [repository, texts.filter((address) => typeof address === "string")] as const;
  });
  return Object.fromEntries(lists);
}

/** Addresses the network may be used for, for the repository with this git directory (canonical). */
export function turnedOnRemotes(repository: string): readonly string[] {
  const all = remotes();
  return Object.hasOwn(all, repository) ? (all[repository] ?? []) : [];
}

/** Adds one; the person has said so in a native question. */
export async function turnOnRemote(repository: string, address: string): Promise<void> {
  const addresses = [...new Set([...turnedOnRemotes(repository), address])];
  const all = { ...remotes(), [repository]: addresses };
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  await configuration.update(settings.publishRemotes, all, vscode.ConfigurationTarget.Global);
}

/** How the person brings work home as a rule; `auto`: by publishing where the branch is known to be protected. */
export function landsBy(): "auto" | "merge" | "publish" {
  const own = vscode.workspace.getConfiguration(configurationSection).inspect<unknown>(settings.land);
  const value = own?.globalValue;
  return value === "publish" || value === "merge" ? value : "auto";
}
