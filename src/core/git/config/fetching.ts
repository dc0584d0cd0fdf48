import { readConfiguration, type ConfigurationEntry } from "./configuration.ts";
import { isGitError } from "../repository/gitError.ts";
import type { Repository } from "../repository/repository.ts";

/**
 * For what a person asked for and a partial clone may lack objects of: runs it as everything runs, and where they cannot be fetched so, once more
 * with the ssh and the credential helpers of the person's own configuration. Those of the repository's never run.
 */
export async function fetchingMissing<T>(
  repository: Repository,
  run: (repository: Repository) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await run(repository);
  } catch (error) {
    if (!isGitError(error, "not-fetched")) throw error;
    return run(repository.configured(ownTransport(await readConfiguration(repository, signal))));
  }
}

/** Settings that give the person's own programs back what hardening.ts takes from all. */
export function ownTransport(entries: readonly ConfigurationEntry[]): readonly string[] {
  const own = entries.filter(({ from }) => from === "user");
  const ssh = own.findLast(({ key }) => key === "core.sshcommand")?.value ?? "ssh";
  // A key with “=” cannot be said so, and only the address of a server could have one.
  const helpers = own.filter(({ key }) => /^credential\.(?:[^=]+\.)?helper$/u.test(key));
  return [`core.sshCommand=${ssh}`, ...helpers.map(({ key, value }) => `${key}=${value}`)];
}
