import { approvalOf, programsOf, unapproved } from "../../git/config/checkoutAudit.ts";
import { pathsOfFilters } from "../../git/config/attributes.ts";
import { readConfiguration } from "../../git/config/configuration.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { overridesOf } from "../../git/config/withoutOwnFilters.ts";

/** Programs the repository's own configuration names for this working tree, as `key=value`: reading or writing its files would start them. */
export async function ownPrograms(repository: Repository, signal?: AbortSignal): Promise<readonly string[]> {
  const entries = await readConfiguration(repository, signal);
  return unapproved(programsOf(entries, [], "checkout"), []).map(approvalOf);
}

/** Those of the paths a filter is for that the repository's own configuration names. */
export async function ownFiltered(
  repository: Repository,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { named } = overridesOf(await readConfiguration(repository, signal));
  return pathsOfFilters(repository, named, paths, { signal });
}
