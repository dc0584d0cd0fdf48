import { FileError, type FileErrorReason } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { baseName, joinPath, parentPath } from "../../../src/core/files/paths.ts";
import type {
  DirectoryEntry,
  FileKind,
  FilePart,
  FileReading,
  FileStat,
  FileSystem,
} from "../../../src/core/base/ports.ts";
import { MemoryDisk, type MemoryNode } from "./memoryDisk.ts";

/** One thing a process is about to do to the disk; a method with several system calls has several steps. */
export interface FileStep {
  /** Counts from 0 in each process. */
  readonly index: number;
  readonly call: keyof FileSystem;
  readonly part: string;
  readonly paths: readonly string[];
}

/** Runs before a step: throw to make it fail, await to let another process go first. */
export type StepHook = (step: FileStep) => void | Promise<void>;

/** What a killed process's calls end in; nothing it calls afterwards has an effect. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** Dies before step `index` and stays dead. */
export function killAt(index: number): StepHook {
  return (step) => {
    if (step.index >= index) throw new Killed(`killed before ${step.call} ${step.part}`);
  };
}

/** Lets step `index` fail with one reason; the rest works. */
export function failAt(index: number, reason: FileErrorReason): StepHook {
  return (step) => {
    if (step.index === index) throw new FileError(reason, step.paths[0] ?? "", say`Injected: ${reason}.`);
  };
}

/** Entries of a directory that is listed at once. */
const smallDirectory = 8;

/** The FileSystem port over a `MemoryDisk`: one per imagined process, several on one disk. */
export class MemoryFileSystem implements FileSystem {
  readonly disk: MemoryDisk;
  /** Called before every step; replace it at any time. */
  onStep: StepHook | undefined;
  /** A listing is read in two halves with a step between, so a rename meanwhile may show both names or none, as on a real disk. */
  tornListings = false;
  /** Steps done so far. */
  steps = 0;

  constructor(options: { readonly disk?: MemoryDisk; readonly onStep?: StepHook; readonly now?: () => number } = {}) {
    this.disk = options.disk ?? new MemoryDisk(options.now ?? Date.now);
    this.onStep = options.onStep;
  }

  async #step(call: keyof FileSystem, paths: readonly string[], part = ""): Promise<void> {
    await this.onStep?.({ index: this.steps++, call, part, paths });
  }

  async names(directory: string): Promise<readonly string[] | undefined> {
    return await this.#listing("names", directory);
  }

  async #listing(call: "names" | "entries", directory: string): Promise<readonly string[] | undefined> {
    await this.#step(call, [directory]);
    const before = this.#children(directory);
    if (before === undefined || !this.tornListings) return before;
    const cut = before[Math.floor(before.length / 2)] ?? "";
    await this.#step(call, [directory], "second half");
    const after = this.#children(directory);
    if (after === undefined) return before;
    return [...before.filter((name) => name < cut), ...after.filter((name) => name >= cut)];
  }

  #children(directory: string): readonly string[] | undefined {
    const node = this.disk.find(directory);
    if (node === undefined) return undefined;
    if (node.kind !== "directory")
      throw new FileError("not-a-directory", directory, say`${directory} is no directory.`);
    return [...node.children.keys()].toSorted();
  }

  async entries(directory: string): Promise<readonly DirectoryEntry[] | undefined> {
    const names = await this.#listing("entries", directory);
    const children = this.disk.find(directory)?.children;
    return names?.map((name) => ({ name, kind: children?.get(name)?.kind ?? "other" }));
  }

  namesNow(directory: string): readonly string[] | undefined {
    const names = this.#now("namesNow", directory, () => this.#children(directory));
    return names === undefined || names.length > smallDirectory ? undefined : names;
  }

  kindNow(path: string): FileKind | undefined {
    return this.#now("kindNow", path, () => this.#stat(path)?.kind);
  }

  peek(path: string): Uint8Array | undefined {
    return this.#now("peek", path, () => {
      const node = this.disk.find(path);
      return node?.kind === "file" && node.content.length > 0 ? node.content.slice() : undefined;
    });
  }

  /** One step that cannot wait; a hook that throws makes it fail, which has no reason here. */
  #now<Value>(call: keyof FileSystem, path: string, look: () => Value): Value | undefined {
    try {
      void this.onStep?.({ index: this.steps++, call, part: "", paths: [path] });
      return look();
    } catch (error) {
      if (error instanceof Killed) throw error;
      return undefined;
    }
  }

  async lstat(path: string): Promise<FileStat | undefined> {
    await this.#step("lstat", [path]);
    return this.#stat(path);
  }

  #stat(path: string): FileStat | undefined {
    const node = this.disk.find(path);
    if (node === undefined) return undefined;
    const { kind, mtimeNs, ctimeNs, ino, mode } = node;
    return { kind, size: node.content.length, mtimeNs, ctimeNs, ino, mode };
  }

  /** One step that cannot wait; a hook that throws makes it fail. */
  readNow(path: string, maxBytes: number, known?: FileStat): FileReading | "unchanged" | undefined {
    void this.onStep?.({ index: this.steps++, call: "readNow", part: "", paths: [path] });
    const stat = this.#stat(path);
    const node = this.disk.find(path);
    if (stat === undefined || node === undefined) return undefined;
    if (
      known !== undefined &&
      (["kind", "size", "mtimeNs", "ctimeNs", "ino"] as const).every((key) => known[key] === stat[key])
    ) {
      return "unchanged";
    }
    this.#mustBeFile(node, path);
    if (node.content.length > maxBytes)
      throw new FileError("too-large", path, say`${path} is larger than ${maxBytes}.`);
    return { stat, bytes: node.content.slice() };
  }

  async read(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    await this.#step("read", [path]);
    const node = this.disk.find(path);
    if (node === undefined) return undefined;
    this.#mustBeFile(node, path);
    if (node.content.length > maxBytes)
      throw new FileError("too-large", path, say`${path} is larger than ${maxBytes}.`);
    return node.content.slice();
  }

  async readPart(path: string, offset: number, maxBytes: number): Promise<FilePart | undefined> {
    await this.#step("readPart", [path]);
    const stat = this.#stat(path);
    const node = this.disk.find(path);
    if (stat === undefined || node === undefined) return undefined;
    this.#mustBeFile(node, path);
    return { stat, bytes: node.content.slice(offset, offset + maxBytes) };
  }

  #mustBeFile(node: MemoryNode, path: string): void {
    if (node.kind !== "file") throw new FileError("not-a-file", path, say`${path} is no regular file.`);
  }

  async writeAtomic(path: string, content: Uint8Array, executable = false): Promise<void> {
    const temp = joinPath(parentPath(path), `.${baseName(path)}.tmp-1-${this.steps.toString(16)}`);
    await this.#step("writeAtomic", [path], "temp");
    const mode = this.disk.find(path)?.mode;
    const node = this.disk.attach(temp, "file");
    await this.#step("writeAtomic", [path], "content");
    node.content = content.slice();
    node.mode = mode ?? (executable ? node.mode | 0o111 : node.mode);
    try {
      await this.#step("writeAtomic", [path], "rename");
      this.disk.move(temp, path);
    } catch (error) {
      if (!(error instanceof Killed)) this.disk.detach(temp);
      throw error;
    }
    await this.#step("writeAtomic", [path], "sync");
  }

  async createExclusive(path: string, content: Uint8Array = new Uint8Array()): Promise<boolean> {
    await this.#step("createExclusive", [path], "create");
    if (this.disk.find(path) !== undefined) return false;
    const node = this.disk.attach(path, "file");
    try {
      if (content.length > 0) {
        await this.#step("createExclusive", [path], "content");
        node.content = content.slice();
      }
      await this.#step("createExclusive", [path], "sync");
    } catch (error) {
      if (error instanceof FileError) this.disk.detach(path); // A killed process takes nothing back.
      throw error;
    }
    return true;
  }

  async appendLine(path: string, line: Uint8Array): Promise<number> {
    await this.#step("appendLine", [path]);
    const node = this.disk.find(path) ?? this.disk.attach(path, "file");
    this.#mustBeFile(node, path);
    const isTorn = node.content.length > 0 && node.content.at(-1) !== 10;
    node.content = Uint8Array.from([...node.content, ...(isTorn ? [10] : []), ...line]);
    return node.content.length;
  }

  async rename(from: string, to: string): Promise<boolean> {
    await this.#step("rename", [from, to]);
    return this.disk.move(from, to);
  }

  async touch(path: string): Promise<boolean> {
    await this.#step("touch", [path]);
    const node = this.disk.find(path);
    if (node === undefined) return false;
    node.mtimeNs = this.disk.time;
    node.ctimeNs = this.disk.time;
    return true;
  }

  async remove(path: string): Promise<boolean> {
    await this.#step("remove", [path]);
    const node = this.disk.find(path);
    if (node === undefined) return false;
    if (node.kind === "directory") throw new FileError("not-a-file", path, say`${path} is a directory.`);
    this.disk.detach(path);
    return true;
  }

  async removeTree(directory: string): Promise<void> {
    const node = this.disk.find(directory);
    if (node?.kind === "directory") {
      for (const name of node.children.keys()) await this.removeTree(joinPath(directory, name));
    }
    await this.#step("removeTree", [directory]);
    if (this.disk.find(directory) !== undefined) this.disk.detach(directory);
  }

  async makeDirectory(directory: string): Promise<boolean> {
    await this.#step("makeDirectory", [directory]);
    if (this.disk.find(directory) !== undefined) return false;
    this.disk.attach(directory, "directory");
    return true;
  }

  async removeDirectory(directory: string): Promise<boolean> {
    await this.#step("removeDirectory", [directory]);
    const node = this.disk.find(directory);
    if (node?.kind !== "directory" || node.children.size > 0) return false;
    this.disk.detach(directory);
    return true;
  }

  async copyFile(from: string, to: string): Promise<void> {
    await this.#step("copyFile", [from, to], "create");
    const node = this.disk.find(from);
    if (node === undefined) throw new FileError("not-found", from, say`${from} does not exist.`);
    this.#mustBeFile(node, from);
    if (this.disk.find(to) !== undefined) throw new FileError("exists", to, say`${to} exists already.`);
    const copy = this.disk.attach(to, "file");
    copy.mode = node.mode;
    await this.#step("copyFile", [from, to], "content");
    copy.content = node.content.slice();
    copy.mtimeNs = node.mtimeNs;
  }

  async copyLink(from: string, to: string): Promise<void> {
    await this.#step("copyLink", [from, to]);
    const node = this.disk.find(from);
    if (node === undefined) throw new FileError("not-found", from, say`${from} does not exist.`);
    if (this.disk.find(to) !== undefined) throw new FileError("exists", to, say`${to} exists already.`);
    if (node.kind !== "symlink") throw new FileError("not-a-file", from, say`${from} is no link.`);
    this.disk.link(to, node.target);
  }

  async link(from: string, to: string): Promise<boolean> {
    await this.#step("link", [from, to]);
    const node = this.disk.find(from);
    if (node === undefined || this.disk.find(to) !== undefined) return false;
    this.#mustBeFile(node, from);
    this.disk.hardLink(from, to);
    return true;
  }

  async realPath(path: string): Promise<string | undefined> {
    await this.#step("realPath", [path]);
    return this.disk.real(path);
  }

  async syncDirectory(directory: string): Promise<void> {
    await this.#step("syncDirectory", [directory]);
  }
}
