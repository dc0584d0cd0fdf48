import { approvalOf, programsOf, unapproved } from "../forks/checkoutAudit.ts";
import { readAttributes } from "../git/attributes.ts";
import { readConfiguration } from "../git/configuration.ts";
import type { Repository } from "../git/repository.ts";
import { filterOverrides } from "../git/withoutOwnFilters.ts";

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
  const overridden = filterOverrides(await readConfiguration(repository, signal));
  if (overridden.size === 0) return [];
  const attributes = await readAttributes(repository, ["filter"], paths, { signal });
  return attributes.filter(({ value }) => overridden.has(`filter.${value}.required`)).map(({ path }) => path);
}
