import { FileError } from "../../base/errors.ts";
import type { DirectoryEntry, FileSystem } from "../../base/ports.ts";
import { baseName, joinPath, parentPath } from "../../files/paths.ts";
import { mainCheckout, workTreeTop } from "../../git/directory/gitDirectory.ts";
import { workflowName } from "../../sessions/sessionContext.ts";
import { worktreesName } from "../../worktrees/forkNames.ts";
import type { WorktreeNote } from "../../worktrees/worktreeNotes.ts";

/** A walk goes no further than this: it is about workspaces of packages, which lie near the top. */
const mostDirectories = 2000;
const mostLevels = 4;

export interface Neighbours {
  /** The `.workflow` directories of other workspaces of the repository, as far as they can be found. */
  readonly workflows: readonly string[];
  /**
   * Whether a name without a place of its own is this workspace's, unless another one has it: it is that of the whole working tree, and every working
   * tree that may be a workspace of its own can be looked into.
   */
  readonly takesUnplaced: boolean;
}

/**
 * Other workspaces that share the branches and private refs of this one: those around and below it, and those of the repository's other working trees.
 * @param commonDirectory canonical
 */
export async function findNeighbours(
  fs: FileSystem,
  root: string,
  commonDirectory: string,
  notes: readonly WorktreeNote[],
): Promise<Neighbours> {
  const top = await workTreeTop(fs, root);
  const main = await mainCheckout(fs, commonDirectory);
  const linked = notes.map(({ worktree }) => worktree).filter((path) => baseName(parentPath(path)) !== worktreesName);
  // Where there is a main checkout, no linked worktree is a workspace of its own.
  const away = main === undefined && linked.some((path) => fs.kindNow(path) === undefined);
  const places = new Set([...(main === undefined ? [] : [main]), ...linked, ...(await workspacesBelow(fs, top))]);
  for (const directory of around(root, top)) places.add(directory);
  places.delete(root);
  return {
    workflows: [...places].map((place) => joinPath(place, workflowName)),
    takesUnplaced: root === top && !away,
  };
}

/** The directories around one, up to the top. */
function* around(directory: string, top: string): Generator<string> {
  for (let at = directory; at.startsWith(`${top}/`);) {
    at = parentPath(at);
    yield at;
  }
}

/** Directories below the top that have a `.workflow` of their own, other repositories left out. */
async function workspacesBelow(fs: FileSystem, top: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [top];
  let seen = 0;
  for (let depth = 0; depth <= mostLevels && level.length > 0; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      if (seen++ >= mostDirectories) return found;
      const entries = await entriesOf(fs, directory);
      if (directory !== top && entries.some(({ name }) => name === ".git")) continue;
      if (entries.some(({ name, kind }) => name === workflowName && kind === "directory")) found.push(directory);
      const inside = entries.filter(({ name, kind }) => kind === "directory" && !isPassedOver(name));
      next.push(...inside.map(({ name }) => joinPath(directory, name)));
    }
    level = next;
  }
  return found;
}

const isPassedOver = (name: string): boolean => name.startsWith(".") || name === "node_modules";

async function entriesOf(fs: FileSystem, directory: string): Promise<readonly DirectoryEntry[]> {
  try {
    return (await fs.entries(directory)) ?? [];
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
