import { boundedTime } from "../../git/remote/boundedTime.ts";
import type { NetworkGit } from "../../git/remote/networkGit.ts";
import type { RefName } from "../../git/repository/refName.ts";
import { vaultFetch, vaultFetchSettings } from "./vaultFetch.ts";

const seconds = 5 * 60;

const settings = [...vaultFetchSettings, "fetch.unpackLimit=1"];

/**
 * Brings what stands at refs of a remote into the vault, checked as everything that comes into it; no ref is written, and nothing enters the person's
 * repository. Throws `GitError` as askRemote.ts.
 */
export async function fetchRemoteObjects(
  network: NetworkGit,
  refs: readonly RefName[],
  signal?: AbortSignal,
): Promise<void> {
  const [verb, ...options] = vaultFetch;
  await boundedTime(seconds, signal, async (bounded) =>
    network.run({ verb, options, operands: refs }, { settings, signal: bounded }),
  );
}
