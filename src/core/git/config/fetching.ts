import type { GitSetting } from "../../base/ports.ts";
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
    return run(repository.withHidden(ownTransport(await readConfiguration(repository, signal))));
  }
}

/** Settings that give the person's own programs back what hardening.ts takes from all. */
function ownTransport(entries: readonly ConfigurationEntry[]): readonly GitSetting[] {
  const own = entries.filter(({ from }) => from === "user");
  const programs = own.filter(({ key }) => /^(?:core\.sshcommand|credential\.(?:.+\.)?helper)$/su.test(key));
  return [["core.sshCommand", "ssh"], ...programs.map(({ key, value }) => [key, value] as const)];
}
