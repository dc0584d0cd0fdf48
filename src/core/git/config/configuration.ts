import { hardenedConfig } from "../repository/hardening.ts";
import type { Repository } from "../repository/repository.ts";

/** One value git's configuration gives, in the order in which later ones win. */
export interface ConfigurationEntry {
  /** As git writes it: section and name in lower case, what is between as it is. */
  readonly key: string;
  readonly value: string;
  /** `repository`: any process that can write into `.git` may have given it; `user`: the person's or the system's own configuration, or their environment. */
  readonly from: "repository" | "user";
  /** Whether it stands in the person's own files, not in the system's nor in their environment. */
  readonly isGlobal: boolean;
}

/** Our own hardening, which comes last and is nobody's configuration. */
const hardened = new Set(hardenedConfig.map((setting) => setting.replace(/^[^=]*/u, (key) => key.toLowerCase())));

/** Scopes that a process which can only write into `.git` cannot give; `command` is the environment, and what we set above everything. */
const users = new Set(["system", "global", "command"]);

/** The configuration as it holds in this work tree, with what it includes; inside a look it is read once. */
export async function readConfiguration(
  repository: Repository,
  signal?: AbortSignal,
): Promise<readonly ConfigurationEntry[]> {
  const list = ["config", "--list", "--includes", "--show-scope", "-z"];
  return parseConfiguration(await repository.readOnce(list, signal));
}

/** `git config --list --show-scope -z`: `scope NUL key LF value NUL` …; a key without `LF` is a boolean that is true. */
export function parseConfiguration(output: Uint8Array): readonly ConfigurationEntry[] {
  const fields = new TextDecoder().decode(output).split("\0");
  const entries: ConfigurationEntry[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const scope = fields[at] ?? "";
    const pair = fields[at + 1] ?? "";
    const cut = pair.indexOf("\n");
    const key = cut < 0 ? pair : pair.slice(0, cut);
    const value = cut < 0 ? "true" : pair.slice(cut + 1);
    if (scope === "command" && hardened.has(`${key}=${value}`)) continue;
    entries.push({ key, value, from: users.has(scope) ? "user" : "repository", isGlobal: scope === "global" });
  }
  return entries;
}

/** The values that hold, by key, in lower case: for settings with fixed words. */
export function wordsOf(entries: readonly ConfigurationEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value.toLowerCase()]));
}

/** Whether git takes such a word for a boolean that is true. */
export function isTrue(word: string | undefined): boolean {
  return /^(?:true|yes|on|-?\d*[1-9]\d*)$/u.test(word ?? "");
}
