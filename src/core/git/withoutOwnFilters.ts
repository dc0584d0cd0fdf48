import { readConfiguration, type ConfigurationEntry } from "./configuration.ts";
import type { Repository } from "./repository.ts";

const filterKey = /^(filter\..*\.)(clean|smudge|process|required)$/su;

/**
 * The repository for a look that must run nothing of it: filters that its own configuration names, which whoever can write into `.git` has
 * done, are off, or are what the person's own configuration says under the same name. Filters only the person has configured (Git LFS) work.
 * The same repository where it names none.
 */
export async function withoutOwnFilters(repository: Repository, signal?: AbortSignal): Promise<Repository> {
  const overrides = filterOverrides(await readConfiguration(repository, signal));
  return overrides.size === 0 ? repository : repository.overriding(overrides);
}

/** The person's own value for each key of a filter the repository names; without one, nothing. */
export function filterOverrides(entries: readonly ConfigurationEntry[]): ReadonlyMap<string, string> {
  const own = new Map(entries.filter(({ from }) => from === "user").map(({ key, value }) => [key, value]));
  const overrides = new Map<string, string>();
  for (const { key, from } of entries) {
    const [, filter, name] = filterKey.exec(key) ?? [];
    if (from !== "repository" || filter === undefined) continue;
    const required = `${filter}required`;
    overrides.set(required, own.get(required) ?? "false");
    if (name !== "required") overrides.set(key, own.get(key) ?? "");
  }
  return overrides;
}
