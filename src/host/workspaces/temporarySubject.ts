import { WorkflowError } from "../../core/base/errors.ts";
import { joinPath } from "../../core/files/paths.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { temporaryId, temporaryName } from "../../core/sessions/sessionContext.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import { temporaryRecord } from "../../core/sessions/temporary.ts";
import type { PlaceSource } from "./placeSource.ts";
import type { Wording } from "../wording/wording.ts";
import type { SessionOperation } from "../operations/operation.ts";
import type { Work } from "../operations/work.ts";

type Allowed = Pick<SessionOperation["choice"], "temporary">;

/** The temporary workspace can be chosen while no session is meant; it need not exist yet. */
export function offersTemporary(place: Pick<PlaceSource, "ownSession" | "snapshot">, { temporary }: Allowed): boolean {
  return temporary === "offered" && (place.ownSession ?? place.snapshot().active.active) === undefined;
}

/** The temporary workspace when its id leads to it; a directory of that name that another tool made comes first. */
export function namedTemporary(place: Pick<PlaceSource, "snapshot">): SessionView | undefined {
  const { sessions, temporary } = place.snapshot();
  return sessions.some(({ id }) => id === temporaryId) ? undefined : temporary;
}

/** Whether this id, from a row or an argument, means the temporary workspace to the operation. */
export function meansTemporary(place: Pick<PlaceSource, "snapshot">, wanted: string, { temporary }: Allowed): boolean {
  return temporary !== undefined && parseSessionId(wanted) === temporaryId && namedTemporary(place) !== undefined;
}

/** The temporary workspace as the disk has it, else as it will be when it is made. */
export async function readTemporary({ sessions }: Pick<PlaceSource, "sessions">, now: number): Promise<SessionView> {
  const path = joinPath(sessions.directory, temporaryName);
  const fresh: SessionView = { id: temporaryId, state: "paused", active: false, path, record: temporaryRecord(now) };
  return (await sessions.temporary()) ?? fresh;
}

/**
 * Work that was chosen for the temporary workspace and names no session: refused when a session became active meanwhile, because it
 * would be done there.
 */
export function withoutSession(
  { ownSession, sessions }: Pick<PlaceSource, "ownSession" | "sessions">,
  work: Work,
  { t }: Pick<Wording, "t">,
): Work {
  return async (title, task) =>
    await work(title, async (signal) => {
      const meant = ownSession ?? (await sessions.active()).active;
      if (meant === undefined) return await task(signal);
      throw new WorkflowError(
        "refused",
        t("{0} has become the active session meanwhile; nothing was changed.", meant),
        t("Try again, or pause it first."),
      );
    });
}
