import * as vscode from "vscode";
import { configurationSection, settings } from "../manifest/contributions.ts";
import { ownSetting } from "./ownSetting.ts";

type Remotes = Readonly<Record<string, readonly string[]>>;

/** What the person's own settings say; what a workspace or folder says is not even looked at. Whatever has another shape turns nothing on. */
function remotes(): Remotes {
  const value = ownSetting(settings.publishRemotes);
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

/** An address that is turned on, for the repository with this git directory. */
export interface TurnedOn {
  readonly repository: string;
  readonly address: string;
}

/** Everything that is turned on, of all repositories. */
export function publishingIsOn(): readonly TurnedOn[] {
  return Object.entries(remotes()).flatMap(([repository, addresses]) =>
    addresses.map((address) => ({ repository, address })),
  );
}

/** Takes some out; what is left stays as it is. */
export async function turnOffRemotes(off: readonly TurnedOn[]): Promise<void> {
  const isOff = (repository: string, address: string): boolean =>
    off.some((one) => one.repository === repository && one.address === address);
  const left = Object.entries(remotes())
    .map(([repository, addresses]) => [repository, addresses.filter((one) => !isOff(repository, one))] as const)
    .filter(([, addresses]) => addresses.length > 0);
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  const value = left.length === 0 ? undefined : Object.fromEntries(left);
  await configuration.update(settings.publishRemotes, value, vscode.ConfigurationTarget.Global);
}

/** How the person brings work home as a rule; `auto`: by publishing where the branch is known to be protected. */
export function landsBy(): "auto" | "merge" | "publish" {
  const value = ownSetting(settings.land);
  return value === "publish" || value === "merge" ? value : "auto";
}
