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

/** The name of the file that says whose the drafts beside it are. */
export const draftedSessionName = "session.json";

const schema = z.object({
  version: z.literal(1),
  /** The inode of the session's directory, which it keeps when it gets another name; decimal. */
  directory: z.string(),
  /** `meta.created` of its record, so that another session whose directory got the same inode is not taken for it. */
  created: z.string(),
});
type DraftedSession = z.infer<typeof schema>;

interface Reading {
  readonly fs: FileSystem;
  readonly sessions: Pick<Sessions, "get">;
}

/** What a session is known by under every name; `undefined`: there is no such session, or its record does not say when it began. */
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
export async function markDrafts(reading: Reading, directory: string, session: SessionId): Promise<void> {
  const identity = await readIdentity(reading, session);
  if (identity === undefined || isSame(identity, await readMark(reading, directory))) return;
  await reading.fs.writeAtomic(joinPath(directory, draftedSessionName), encodeText(printDocument(identity)));
}

/** Whether the drafts of a directory were written on this session, whatever it was called then. */
export async function areDraftsOf(reading: Reading, directory: string, identity: DraftedSession): Promise<boolean> {
  return isSame(identity, await readMark(reading, directory));
}

async function readMark({ fs }: Reading, directory: string): Promise<DraftedSession | undefined> {
  const bytes = await fs.read(joinPath(directory, draftedSessionName), limits.jsonBytes);
  const json = bytes === undefined ? undefined : parseJsonObject(bytes);
  return json?.ok === true ? schema.safeParse(json.value).data : undefined;
}

function isSame(one: DraftedSession, other: DraftedSession | undefined): boolean {
  return one.directory === other?.directory && one.created === other.created;
}
