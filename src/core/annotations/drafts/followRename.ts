import { WorkflowError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import type { Ports } from "../../files/recordLock.ts";
import { joinPath } from "../../files/paths.ts";
import { approvalsFolder } from "../../sessions/model/sessionNames.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import type { Sessions } from "../../sessions/model/sessions.ts";
import { readAnnotations } from "../annotationFiles.ts";

export interface FollowOptions extends Ports {
  /** Where the drafts of the workspace are: a directory of the reviewer's own, outside of it. */
  readonly directory: string;
  readonly sessions: Pick<Sessions, "get">;
}

/**
 * Takes the drafts along of a session that was renamed, by whichever door: those of a session that is gone belong to the one that has the requests
 * they were written on.
 */
export async function followRename(options: FollowOptions, session: SessionId): Promise<void> {
  const { fs, directory } = options;
  const own = joinPath(directory, session);
  if ((await fs.lstat(own)) !== undefined) return;
  for (const name of (await fs.names(directory)) ?? []) {
    const former = parseSessionId(name);
    if (former === undefined || former === session || (await pathOf(options, former)) !== undefined) continue;
    const path = await pathOf(options, session);
    if (path === undefined || !(await areOf(options, joinPath(directory, former), path))) continue;
    await fs.rename(joinPath(directory, former), own);
    return;
  }
}

/** Whether one of the drafts was written on a request that this session has. */
async function areOf(options: FollowOptions, drafts: string, session: string): Promise<boolean> {
  for (const file of await readAnnotations(options, drafts)) {
    if (file.kind === "note" && file.request !== undefined && (await hasRequest(options.fs, session, file.request)))
      return true;
  }
  return false;
}

async function hasRequest(fs: Pick<FileSystem, "lstat">, session: string, request: string): Promise<boolean> {
  return (await fs.lstat(joinPath(session, approvalsFolder, request)))?.kind === "directory";
}

async function pathOf({ sessions }: FollowOptions, id: SessionId): Promise<string | undefined> {
  try {
    return (await sessions.get(id)).path;
  } catch (error) {
    if (error instanceof WorkflowError && error.code === "not-found") return undefined;
    throw error;
  }
}
