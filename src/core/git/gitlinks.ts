import { nulFields, type NulField } from "./nulText.ts";
import type { Repository } from "./repository.ts";

/** Paths at which the index has the commit of another repository (mode 160000): submodules, and repositories that were added as they lay there. */
export async function listGitlinks(repository: Repository, signal?: AbortSignal): Promise<readonly NulField[]> {
  const fields = nulFields(await repository.read(["ls-files", "--stage", "-z"], { signal }));
  return fields
    .filter(({ text }) => text.startsWith("160000 "))
    .map(({ text, exact }) => ({ text: text.slice(text.indexOf("\t") + 1), exact }));
}
