import * as z from "zod/mini";
import "../../base/zodEnglish.ts";
import { WorkflowError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import { limits } from "../../files/directories.ts";
import { encodeText, parseJsonObject } from "../../files/jsonBytes.ts";
import { printDocument } from "../../files/jsonText.ts";
import { joinPath } from "../../files/paths.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import { locateSessions } from "../../sessions/places/findSession.ts";

/** The name of the file that says whose the drafts beside it are. */
export const draftedSessionName = "session.json";

const schema = z.object({
  version: z.literal(1),
  /** The inode of the session's directory, which it keeps when it gets another name; decimal. */
  directory: z.string(),
  /** `meta.created` of its record, so that another session whose directory got the same inode is not taken for it. */
  created: z.string(),
});
/** What a session is known by under every name. */
export type DraftedSession = z.infer<typeof schema>;

interface Reading {
  readonly fs: FileSystem;
  readonly sessions: Pick<Sessions, "directory" | "get">;
}

/** `undefined`: there is no such session, or its record does not say when it began. */
export async function readIdentity({ fs, sessions }: Reading, id: SessionId): Promise<DraftedSession | undefined> {
  try {
    const { path, record } = await sessions.get(id);
    const stat = await fs.lstat(path);
    const { created } = record.meta;
    if (stat === undefined || created === undefined) return undefined;
    return { version: 1, directory: String(stat.ino), created };
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** Writes down whose the drafts of a directory are. */
export async function markDrafts({ fs }: Reading, directory: string, identity: DraftedSession): Promise<void> {
  if (isSame(identity, await readMark({ fs }, directory))) return;
  await fs.writeAtomic(joinPath(directory, draftedSessionName), encodeText(printDocument(identity)));
}

/** Whom the drafts of a directory are of; `undefined`: nobody has written that down. */
export async function readMark({ fs }: Pick<Reading, "fs">, directory: string): Promise<DraftedSession | undefined> {
  const bytes = await fs.read(joinPath(directory, draftedSessionName), limits.jsonBytes);
  const json = bytes === undefined ? undefined : parseJsonObject(bytes);
  return json?.ok === true ? schema.safeParse(json.value).data : undefined;
}

export function isSame(one: DraftedSession | undefined, other: DraftedSession | undefined): boolean {
  return one !== undefined && one.directory === other?.directory && one.created === other.created;
}

/**
 * Whether drafts under a session's name are those of the session that has this name now. One whose directory was put back from a copy has another inode and
 * the same beginning, and no other session has the former directory.
 */
export async function isOwner(
  reading: Reading,
  identity: DraftedSession | undefined,
  mark: DraftedSession,
): Promise<boolean> {
  if (isSame(identity, mark)) return true;
  return identity?.created === mark.created && !(await isAnySessionIn(reading, mark.directory));
}

async function isAnySessionIn({ fs, sessions }: Reading, inode: string): Promise<boolean> {
  for (const { path } of await locateSessions(fs, sessions.directory)) {
    const stat = await fs.lstat(path);
    if (stat !== undefined && String(stat.ino) === inode) return true;
  }
  return false;
}
