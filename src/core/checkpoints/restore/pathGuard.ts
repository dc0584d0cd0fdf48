import { gitDirectoryAt } from "../../git/directory/gitDirectory.ts";
import { joinPath, parentPath } from "../../files/paths.ts";
import { lstatInside } from "../../files/lstatInside.ts";
import type { TakeContext } from "../tree/takeContext.ts";

/**
 * Looks whether a file that comes back would meet something the checkpoint of now does not hold: an ignored file in its place, an ignored file
 * or a link where its directory should be, a nested repository around it, a directory with ignored files in its place.
 */
export class PathGuard {
  readonly #context: TakeContext;
  readonly #deleted: ReadonlySet<string>;
  readonly #held: string;
  /** The deleted paths by what is the same to file systems that do not tell upper and lower case, or ways to compose a letter, apart. */
  #spellings: ReadonlyMap<string, readonly string[]> | undefined;
  readonly #directories = new Map<string, Promise<boolean>>();

  /** `held`: the tree the checkpoint of now has, or a commit of it. */
  constructor(context: TakeContext, deleted: ReadonlySet<string>, held: string) {
    this.#context = context;
    this.#deleted = deleted;
    this.#held = held;
  }

  async blocked(path: string): Promise<boolean> {
    return (await this.meets(path)) !== "nothing";
  }

  /** `file`: one at this very path, or a link, which a checkpoint could hold. */
  async meets(path: string): Promise<"nothing" | "file" | "other"> {
    if (!(await this.#usable(parentPath(path)))) return "other";
    const stat = await this.#lstat(path);
    if (stat === undefined || (await this.#isDeletedUnderOtherName(path, stat.ino))) return "nothing";
    if (stat.kind === "directory") return (await this.#goesAway(path)) ? "nothing" : "other";
    return stat.kind === "other" ? "other" : "file";
  }

  /** Whether the file that is found is one that is about to be deleted, whose name only is spelled in another way there. */
  async #isDeletedUnderOtherName(path: string, ino: bigint): Promise<boolean> {
    this.#spellings ??= bySpelling(this.#deleted);
    for (const other of this.#spellings.get(folded(path)) ?? []) {
      if ((await this.#lstat(other))?.ino === ino) return true;
    }
    return false;
  }

  /** Whether files may be put into this directory. */
  async #usable(directory: string): Promise<boolean> {
    if (directory === "/") return true;
    let known = this.#directories.get(directory);
    if (known === undefined) {
      known = this.#look(directory);
      this.#directories.set(directory, known);
    }
    return known;
  }

  async #look(directory: string): Promise<boolean> {
    if (!(await this.#usable(parentPath(directory)))) return false;
    const stat = await this.#lstat(directory);
    if (stat === undefined) return true;
    if (stat.kind !== "directory") return this.#deleted.has(directory);
    return !(await this.#isNested(directory));
  }

  /** As git decides it: another repository, unless this one has files in the directory. */
  async #isNested(directory: string): Promise<boolean> {
    const { fs, repository } = this.#context;
    if (typeof (await gitDirectoryAt(fs, joinPath(repository.paths.root, directory))) !== "object") return false;
    const held = ["ls-tree", "-z", "--full-tree", this.#held, "--", `${directory}/`];
    const known = ["ls-files", "-z", "--", `${directory}/`];
    const found = await Promise.all([repository.read(held), repository.read(known)]);
    return found.every(({ length }) => length === 0);
  }

  /** Whether everything in the directory is a file that is about to be deleted. */
  async #goesAway(directory: string): Promise<boolean> {
    for (const name of (await this.#context.fs.names(joinPath(this.#context.repository.paths.root, directory))) ?? []) {
      const path = `${directory}/${name}`;
      if (this.#deleted.has(path)) continue;
      if ((await this.#lstat(path))?.kind !== "directory" || !(await this.#goesAway(path))) return false;
    }
    return true;
  }

  async #lstat(path: string): ReturnType<TakeContext["fs"]["lstat"]> {
    return lstatInside(this.#context.fs, this.#context.repository.paths.root, path);
  }
}

function bySpelling(paths: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const key = folded(path);
    const same = found.get(key);
    if (same === undefined) found.set(key, [path]);
    else same.push(path);
  }
  return found;
}

function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
