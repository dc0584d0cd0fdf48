import { offlineEnvironment } from "../repository/hardening.ts";
import type { ObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/**
 * Copies what these trees reach and the `held` trees do not. `index-pack` names each object anew by its content, so one that is not
 * what its name says in `from` is missing in `to`, and what needs it fails.
 */
export async function copyObjects(
  from: Repository,
  to: Repository,
  wanted: readonly ObjectId[],
  held: readonly ObjectId[],
  signal?: AbortSignal,
): Promise<void> {
  const missing = wanted.filter((id) => !held.includes(id));
  if (missing.length === 0) return;
  const stdin = new TextEncoder().encode([...missing, ...held.map((id) => `^${id}`), ""].join("\n"));
  const pack = await from.read(["pack-objects", "--revs", "--stdout", "--quiet", "--delta-base-offset"], {
    stdin,
    signal,
  });
  const index = ["-c", "core.bigFileThreshold=512m", "index-pack", "--stdin"];
  await to.write(index, { stdin: pack, env: offlineEnvironment, signal });
}
