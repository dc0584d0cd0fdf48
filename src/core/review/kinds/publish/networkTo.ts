import type { ConfigurationEntry } from "../../../git/config/configuration.ts";
import { NetworkGit } from "../../../git/remote/networkGit.ts";
import { inFreshDirectory } from "../../vault/freshDirectory.ts";
import type { ActionContext } from "../common/actionKind.ts";

/**
 * Git on the way to an address that the person has turned on, for what the vault has or is to have.
 * @param entries the repository's configuration, of which the person's own is used (networkGit.ts)
 */
export function networkTo(
  { fs, random, repository, vault }: Pick<ActionContext, "fs" | "random" | "repository" | "vault">,
  address: string,
  entries: readonly ConfigurationEntry[],
): NetworkGit {
  return new NetworkGit(address, repository, entries, async (needs, work) =>
    inFreshDirectory({ fs, random, vault: vault.repository }, needs, work),
  );
}
