import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Checkpoint } from "./model/checkpoint.ts";
import { numberedRef } from "./model/checkpointRefs.ts";
import { updatePrivateRefs, type RefContext } from "../git/refs/privateRefs.ts";

/** Makes a checkpoint one that is never pruned, or one like the others; answers it as it then is. */
export async function setPin(
  context: RefContext,
  session: SessionId,
  checkpoint: Checkpoint,
  pinned: boolean,
  signal?: AbortSignal,
): Promise<Checkpoint> {
  if (checkpoint.pinned !== pinned) {
    const { id, commit } = checkpoint;
    const [from, to] = pinned ? [undefined, commit] : [commit, undefined];
    await updatePrivateRefs(context, [{ ref: numberedRef(session, "pins", id), from, to }], { signal });
  }
  return { ...checkpoint, pinned };
}
