import type { Repository } from "../../git/repository/repository.ts";
import type { RefName } from "../../git/repository/refName.ts";
import { boundedTime } from "../../git/remote/boundedTime.ts";
import { vaultFetch, vaultFetchSettings } from "./vaultFetch.ts";

const seconds = 5 * 60;

const settings = [...vaultFetchSettings, "fetch.unpackLimit=1"];

/**
 * Brings what stands at refs of a remote into the vault, checked as everything that comes into it; no ref is written, and nothing enters the person's
 * repository. Throws `GitError` as askRemote.ts.
 * @param network git in the vault's directory (networkGit.ts)
 */
export async function fetchRemoteObjects(
  network: Repository,
  address: string,
  refs: readonly RefName[],
  signal?: AbortSignal,
): Promise<void> {
  const fetch = [...vaultFetch, "--", address, ...refs];
  // Not as a write, which would hold up those of the person's repository for as long as the line takes.
  await boundedTime(seconds, signal, async (bounded) => network.configured(settings).read(fetch, { signal: bounded }));
}
