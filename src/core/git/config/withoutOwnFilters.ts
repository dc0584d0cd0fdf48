import type { FileSystem } from "../../base/ports.ts";
import { readConfiguration, type ConfigurationEntry } from "./configuration.ts";
import { configurationMentions } from "./mentions.ts";
import type { Repository } from "../repository/repository.ts";

/** A repository for a look that must run nothing of it. */
export interface QuietRepository {
  /** The same object where its own configuration names no program. */
  readonly repository: Repository;
  /** Names of the filters that are off. What git would make of a file one of them is for, nobody can tell without running it. */
  readonly off: ReadonlySet<string>;
}

/** What is set above the configuration for such a look. */
export interface Overrides {
  readonly settings: ReadonlyMap<string, string>;
  /** All filters that the repository's own configuration says something about. */
  readonly named: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
}

/** A key of a filter: its name, and what it says of it. */
export const filterKey = /^filter\.(.*)\.(clean|smudge|process|required)$/su;
const uploadPackKey = /^(remote\..*\.)uploadpack$/su;
/** Without one of these, a file of git's configuration names no filter and no upload-pack, and includes no other file. */
const mention = /\[\s*(?:filter|include)|uploadpack/iu;

/**
 * Filters that the repository's own configuration names, which any process that can write into `.git` may have done, are off, or are what the person's own
 * configuration says under the same name; a partial clone fetches nothing from where the repository names the program that answers. Filters only
 * the person has configured (Git LFS) work. git is asked only where the files of the configuration mention any of it.
 */
export async function withoutOwnFilters(
  repository: Repository,
  fs: Pick<FileSystem, "read">,
  signal?: AbortSignal,
): Promise<QuietRepository> {
  if (!(await configurationMentions(repository.paths, fs, mention))) return { repository, off: new Set() };
  const { settings, off } = overridesOf(await readConfiguration(repository, signal));
  return { repository: settings.size === 0 ? repository : repository.overriding(settings), off };
}

/** The person's own value for each key of a filter the repository names; without one, nothing. */
export function overridesOf(entries: readonly ConfigurationEntry[]): Overrides {
  const own = new Map(entries.filter(({ from }) => from === "user").map(({ key, value }) => [key, value]));
  const settings = new Map<string, string>();
  const named = new Set<string>();
  for (const { key, from } of entries) {
    if (from !== "repository") continue;
    const [, remote] = uploadPackKey.exec(key) ?? [];
    // Of two values git takes the first. A transport that is not allowed (hardening.ts) fails before anything is started.
    if (remote !== undefined) settings.set(`${remote}vcs`, "ext");
    const [, filter, part] = filterKey.exec(key) ?? [];
    if (filter === undefined) continue;
    named.add(filter);
    if (part !== "required") settings.set(key, own.get(key) ?? "");
  }
  const off = new Set<string>();
  for (const filter of named) {
    const [clean, process, required] = ["clean", "process", "required"].map((part) => `filter.${filter}.${part}`);
    if (clean === undefined || process === undefined || required === undefined) continue;
    // A process that is set, to nothing too, stands above the other two for git.
    const reads = settings.get(process) ?? own.get(process) ?? settings.get(clean) ?? own.get(clean) ?? "";
    if (reads === "" && (settings.has(clean) || settings.has(process))) off.add(filter);
    settings.set(required, off.has(filter) ? "false" : (own.get(required) ?? "false"));
  }
  return { settings, named, off };
}
