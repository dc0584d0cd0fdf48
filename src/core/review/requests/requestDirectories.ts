import { FileError, WorkflowError } from "../../base/errors.ts";
import type { FileSystem } from "../../base/ports.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import { refDirectories, tellsOfRefs } from "../../git/refs/refDirectories.ts";
import { parseSessionId } from "../../sessions/model/sessionId.ts";
import { approvalsFolder, newPrefix } from "../../sessions/model/sessionNames.ts";
import { placeDirectory } from "../../sessions/model/sessionPlaces.ts";
import { workflowName } from "../../sessions/sessionContext.ts";
import { branchOf, lookForWorktree } from "../../worktrees/worktreeNotes.ts";
import type { FactPlaces, Lookup } from "../kinds/common/askedKind.ts";
import { requestKind } from "../kinds/requestKinds.ts";
import type { Asked } from "./currentFacts.ts";
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

export interface RequestDirectories {
  readonly directories: readonly string[];
  /** Files in them that requests are about. */
  readonly files: ReadonlySet<string>;
}

/**
 * Directories in one of which something changes when a request is made, or when one of these is answered or becomes stale; not working trees, which
 * are too large to be watched.
 */
export async function requestDirectories(
  places: RequestPlaces,
  views: readonly RequestView[],
): Promise<RequestDirectories> {
  const { fs, root, gitDirectory } = places;
  const open = views.filter(({ state }) => !isTerminal(state)).slice(-mostWatched);
  const workflow = joinPath(root, workflowName);
  const living = placeDirectory(workflow, "active");
  const directories = new Set([workflow, ...(fs.kindNow(living) === "directory" ? [living] : [])]);
  const files = new Set<string>();
  const refs: string[] = [];
  for (const { session, path, request } of open) {
    for (const one of [parentPath(parentPath(path)), parentPath(path), path]) directories.add(one);
    if (gitDirectory === undefined) continue;
    if (request === null) continue;
    for (const lookup of await lookupsOf({ fs, root, gitDirectory }, { session, request })) {
      if (lookup.by === "file") {
        files.add(lookup.path);
        directories.add(parentPath(lookup.path));
      } else if (lookup.name?.startsWith("refs/") === true) {
        refs.push(lookup.name);
      } else if (lookup.name !== null) {
        const head = joinPath(gitDirectory, lookup.name);
        directories.add(parentPath(head));
        const branch = await branchOf(fs, parentPath(head)).catch(unlessUnreadable);
        if (branch !== undefined) refs.push(branch);
      }
    }
  }
  const moving = gitDirectory === undefined || open.length === 0 ? [] : refDirectories(fs, gitDirectory, refs);
  return { directories: [...new Set([...directories, ...moving])], files };
}

/** A worktree whose notes cannot be read is followed by its directory alone. */
function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof FileError)) throw error;
}

/** Where what a request is about is looked up; nothing where its worktree leads elsewhere or cannot be read. */
async function lookupsOf(
  { fs, root, gitDirectory }: RequestPlaces & { readonly gitDirectory: string },
  { session, request }: Asked,
): Promise<readonly Lookup[]> {
  const worktree: FactPlaces["worktree"] = async (id) =>
    (await lookForWorktree(fs, { root, commonDirectory: gitDirectory }, id)).link;
  try {
    return Object.values(await requestKind(request.kind).lookups(request, session, { root, fs, worktree }));
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    return [];
  }
}

/** Whether a change of this path, in one of these directories, can be news of a request. */
export function tellsOfRequests({ root, gitDirectory }: RequestPlaces, path: string): boolean {
  const workflow = joinPath(root, workflowName);
  if (path === workflow) return true;
  if (path.startsWith(`${workflow}/`)) {
    const inside = path.slice(workflow.length + 1).split("/");
    const [name = "", folder] = inside[0] === "active" && inside.length > 1 ? inside.slice(1) : inside;
    if (folder !== undefined) return folder === approvalsFolder;
    // A directory that was touched is told of by its own name.
    return (
      name === workflowName || name === "active" || name.startsWith(newPrefix) || parseSessionId(name) !== undefined
    );
  }
  return gitDirectory !== undefined && (baseName(path) === "HEAD" || tellsOfRefs(gitDirectory, "refs", path));
}
