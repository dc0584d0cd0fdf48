import { joinPath } from "../../core/files/paths.ts";
import type { SessionView } from "../../core/sessions/model/session.ts";
import { temporaryId } from "../../core/sessions/sessionContext.ts";
import { temporaryName } from "../../core/sessions/model/sessionNames.ts";
import { parseSessionId } from "../../core/sessions/model/sessionId.ts";
import type { WorkspaceModel } from "./workspaceModel.ts";

/** What the temporary workspace is to an operation. */
export interface TemporaryUse {
  /** It can be chosen while no session is meant, also before it is made or only once it is there, or is only named by its own rows; left out: never. */
  readonly temporary?: "offered" | "present" | "named";
}

/** Whether the temporary workspace can be chosen: while no session is meant. */
export function offersTemporary(
  workspace: Pick<WorkspaceModel, "ownSession" | "snapshot">,
  { temporary }: TemporaryUse,
): boolean {
  const { active, temporary: existing } = workspace.snapshot();
  const possible = temporary === "offered" || (temporary === "present" && existing !== undefined);
  return possible && (workspace.ownSession ?? active.active) === undefined;
}

/** The temporary workspace when its id leads to it; a directory of that name that another tool made comes first. */
export function namedTemporary(workspace: Pick<WorkspaceModel, "snapshot">): SessionView | undefined {
  const { sessions, temporary } = workspace.snapshot();
  return sessions.some(({ id }) => id === temporaryId) ? undefined : temporary;
}

/** Whether this id, from a row or an argument, means the temporary workspace to the operation. */
export function meansTemporary(
  workspace: Pick<WorkspaceModel, "snapshot">,
  wanted: string,
  { temporary }: TemporaryUse,
): boolean {
  return temporary !== undefined && parseSessionId(wanted) === temporaryId && namedTemporary(workspace) !== undefined;
}

/** The temporary workspace as the disk has it, else as it will be when it is made. */
export async function readTemporary({ sessions }: Pick<WorkspaceModel, "sessions">, now: number): Promise<SessionView> {
  const found = await sessions.temporary();
  if (found !== undefined) return found;
  const { temporaryRecord } = await import("../../core/sessions/temporarySession.ts");
  const path = joinPath(sessions.directory, temporaryName);
  return { id: temporaryId, state: "paused", active: false, path, record: temporaryRecord(now) };
}
