import { removedEarlierRef, removedHeadRef } from "../../checkpoints/retention/removedWork.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { readRef, type RefChange } from "../../git/refs/refs.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";

/** What keeps a head of the fork reachable that its branch leaves: what an earlier fork of that name left stays reachable under a name of its own. */
export async function keepHead(repository: Repository, id: SessionId, head: ObjectId): Promise<readonly RefChange[]> {
  const keep = removedHeadRef(id);
  const from = await readRef(repository, keep);
  if (from === undefined || from === head) return [{ ref: keep, from, to: head }];
  const earlier = removedEarlierRef(id, from);
  return [
    { ref: earlier, from: await readRef(repository, earlier), to: from },
    { ref: keep, from, to: head },
  ];
}
