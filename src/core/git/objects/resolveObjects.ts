import { type ObjectId, isObjectId } from "../repository/objectId.ts";
import type { Repository } from "../repository/repository.ts";

/** Object ids of `HEAD` or full refs, with `^{tree}` or `^1` behind them, in one process; a name without an object is left out. */
export async function resolveObjects(
  repository: Repository,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ObjectId>> {
  const output = await repository.text(["cat-file", "--batch-check=%(objectname)"], {
    stdin: new TextEncoder().encode(names.map((name) => `${name}\n`).join("")),
    signal,
  });
  const found = new Map<string, ObjectId>();
  for (const [at, line] of output.split("\n").entries()) {
    const name = names[at];
    if (name !== undefined && isObjectId(line)) found.set(name, line);
  }
  return found;
}
