import { FileError, WorkflowError } from "../base/errors.ts";
import type { FileSystem } from "../base/ports.ts";
import { baseName, joinPath, parentPath } from "../files/paths.ts";
import type { Grounds, Pin } from "./model/meantSession.ts";
import type { ActiveState } from "./model/session.ts";
import { parseSessionId, type SessionId } from "./model/sessionId.ts";
import type { SessionContext } from "./sessionContext.ts";

/** What an environment says of the session it was made for. */
export interface PinnedTo {
  readonly session: string;
  /** Where the session's directory was then, absolute. */
  readonly directory: string;
}

/** No name of a session is longer; what is longer is gone in any case. */
const longestName = 200;

/** The name an environment is pinned to, if the directory beside it lies in this workspace; of another workspace it says nothing here. */
export async function pinnedName(
  fs: Pick<FileSystem, "realPath">,
  workflow: string,
  { session, directory }: PinnedTo,
): Promise<string | undefined> {
  try {
    const lies = await canonical(fs, directory);
    return lies.startsWith(`${workflow}/`) ? session.slice(0, longestName + 1) : undefined;
  } catch (error) {
    if (error instanceof FileError) return undefined; // What cannot be looked at is not this workspace, which can.
    throw error;
  }
}

/** With links resolved as far as there is something: of a session that is gone, what was around it. */
async function canonical(fs: Pick<FileSystem, "realPath">, path: string): Promise<string> {
  const parent = parentPath(path);
  return (await fs.realPath(path)) ?? (parent === path ? path : joinPath(await canonical(fs, parent), baseName(path)));
}

/** What says which session is meant in this workspace. */
export function groundsIn(context: SessionContext, named?: SessionId, known?: ActiveState): Grounds {
  const { here, marker } = context.parts;
  const active = async (): Promise<SessionId | undefined> => (known ?? (await marker.read())).active;
  return { named, here, pin: async () => findPin(context), active };
}

/** The session this terminal belongs to; archived ones are there. */
export async function findPin(context: SessionContext): Promise<Pin | undefined> {
  const { pinned } = context.parts;
  if (pinned === undefined) return undefined;
  const session = parseSessionId(pinned);
  return session !== undefined && (await isThere(context, session)) ? { name: pinned, session } : { name: pinned };
}

/** A link in the place of a session's directory is none. */
async function isThere(context: SessionContext, id: SessionId): Promise<boolean> {
  try {
    return (await context.find(id)) !== undefined;
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "unsafe-path") return false;
    throw error;
  }
}
