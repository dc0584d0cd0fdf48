import { WorkflowError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import { refDirectories, tellsOfRefs } from "../../git/refs/refDirectories.ts";
import { parseSessionId, type SessionId } from "../../sessions/model/sessionId.ts";
import { approvalsFolder, newPrefix } from "../../sessions/model/sessionNames.ts";
import { workflowName } from "../../sessions/sessionContext.ts";
import { forkBranchRef } from "../../worktrees/forkNames.ts";
import { branchOf, lookForWorktree } from "../../worktrees/worktreeNotes.ts";
import { isTerminal } from "./requestState.ts";
import type { RequestView } from "./requests.ts";

/** Requests whose directories are watched, the newest; the others are looked at now and then. */
const mostWatched = 100;

export interface RequestPlaces {
  readonly fs: FileSystem;
  /** The directory that holds `.workflow`. */
  readonly root: string;
  /** The one that all worktrees share; canonical. */
  readonly gitDirectory: string | undefined;
}

/**
 * Directories in one of which something changes when a request is made, or when one of these is answered or becomes stale; not working trees, which
 * are too large to be watched.
 */
export async function requestDirectories(
  places: RequestPlaces,
  views: readonly RequestView[],
): Promise<readonly string[]> {
  const { fs, root, gitDirectory } = places;
  const open = views.filter(({ state }) => !isTerminal(state)).slice(-mostWatched);
  const directories = new Set([joinPath(root, workflowName)]);
  const refs: string[] = [];
  for (const { session, path, request } of open) {
    for (const one of [parentPath(parentPath(path)), parentPath(path), path]) directories.add(one);
    if (gitDirectory === undefined) continue;
    if (request?.kind === "commit") {
      const head = await headOf({ fs, root, commonDirectory: gitDirectory }, session);
      directories.add(head.directory);
      refs.push(...head.refs);
    } else refs.push(forkBranchRef(session), ...(request?.kind === "merge" ? [request.into] : []));
  }
  if (gitDirectory === undefined || open.length === 0) return [...directories];
  return [...new Set([...directories, ...refDirectories(fs, gitDirectory, refs)])];
}

/** Where the HEAD of a session's working tree lies, and the branch it names. */
async function headOf(
  place: { readonly fs: FileSystem; readonly root: string; readonly commonDirectory: string },
  session: SessionId,
): Promise<{ readonly directory: string; readonly refs: readonly string[] }> {
  try {
    const directory = (await lookForWorktree(place.fs, place, session)).link?.admin ?? place.commonDirectory;
    const branch = await branchOf(place.fs, directory);
    return { directory, refs: branch === undefined ? [] : [branch] };
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    return { directory: place.commonDirectory, refs: [] };
  }
}

/** Whether a change of this path, in one of these directories, can be news of a request. */
export function tellsOfRequests({ root, gitDirectory }: RequestPlaces, path: string): boolean {
  const workflow = joinPath(root, workflowName);
  if (path === workflow) return true;
  if (path.startsWith(`${workflow}/`)) {
    const [name = "", folder] = path.slice(workflow.length + 1).split("/");
    if (folder !== undefined) return folder === approvalsFolder;
    // A directory that was touched is told of by its own name.
    return name === workflowName || name.startsWith(newPrefix) || parseSessionId(name) !== undefined;
  }
  return gitDirectory !== undefined && (baseName(path) === "HEAD" || tellsOfRefs(gitDirectory, "refs", path));
}
