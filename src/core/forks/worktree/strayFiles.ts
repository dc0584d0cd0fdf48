import type { FileKind, FileSystem } from "../../base/ports.ts";
import { inBatches } from "../../base/inBatches.ts";
import { joinPath } from "../../files/paths.ts";
import { nulFields } from "../../git/repository/nulText.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { Repository } from "../../git/repository/repository.ts";

/** What a commit has: of each directory, by its path with a slash behind it, the kinds of its names. */
type Plan = ReadonlyMap<string, ReadonlyMap<string, "file" | "directory" | "symlink" | "submodule">>;

/** The files of a commit by directory; `undefined`: a name in it is not UTF-8, so that it cannot be looked for here. */
async function planOf(repository: Repository, commit: ObjectId, signal?: AbortSignal): Promise<Plan | undefined> {
  const plan = new Map<string, Map<string, "file" | "directory" | "symlink" | "submodule">>([["", new Map()]]);
  const list = ["ls-tree", "-r", "-t", "-z", "--full-tree", commit];
  for (const { text, exact } of nulFields(await repository.read(list, { signal }))) {
    if (!exact) return undefined;
    const path = text.slice(text.indexOf("\t") + 1);
    const mode = text.slice(0, 6);
    const cut = path.lastIndexOf("/") + 1;
    const kind =
      mode === "040000" ? "directory" : mode === "120000" ? "symlink" : mode === "160000" ? "submodule" : "file";
    plan.get(path.slice(0, cut))?.set(path.slice(cut), kind);
    if (kind === "directory") plan.set(`${path}/`, new Map());
  }
  return plan;
}

/** Whether git may have written this there: where there are no links, it writes a file for one. */
function fits(wanted: "file" | "directory" | "symlink" | "submodule" | undefined, kind: FileKind): boolean {
  if (wanted === "directory") return kind === "directory";
  return (wanted === "file" || wanted === "symlink") && (kind === "file" || kind === "symlink");
}

/**
 * Everything in a working tree that a commit has not: ignored or not, a directory as a whole, submodules, repositories inside of directories. Paths relative to its top. Whether files
 * of the commit have changed is not looked at. `undefined`: there are names that are not UTF-8.
 */
export async function strayFiles(
  fs: FileSystem,
  repository: Repository,
  commit: ObjectId,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  const plan = await planOf(repository, commit, signal);
  if (plan === undefined) return undefined;
  const { root } = repository.paths;
  const stray: string[] = [];
  for (let level: readonly string[] = [""]; level.length > 0;) {
    const next: string[] = [];
    await inBatches(level, async (directory) => {
      const wanted = plan.get(directory);
      for (const { name, kind } of (await fs.entries(joinPath(root, directory))) ?? []) {
        if (directory === "" && name === ".git") continue;
        const path = directory + name;
        if (!fits(wanted?.get(name), kind)) stray.push(path);
        else if (kind === "directory") next.push(`${path}/`);
      }
    });
    level = next;
  }
  return stray.some((path) => path.includes("\uFFFD")) ? undefined : stray;
}
