import { FileError } from "../../../src/core/base/errors.ts";
import { say } from "../../../src/core/base/text.ts";
import { baseName, joinPath, parentPath } from "../../../src/core/files/paths.ts";
import type { FileKind } from "../../../src/core/base/ports.ts";

export interface MemoryNode {
  readonly kind: FileKind;
  readonly ino: bigint;
  mode: number;
  mtimeNs: bigint;
  ctimeNs: bigint;
  content: Uint8Array;
  /** Where a symlink points. */
  readonly target: string;
  readonly children: Map<string, MemoryNode>;
}

/** The tree several `MemoryFileSystem`s (one per imagined process) share, with helpers that set a scene without steps. */
export class MemoryDisk {
  readonly #now: () => number;
  readonly #root: MemoryNode;
  #inodes = 1n;

  /** `now` gives milliseconds; times on this disk are no finer, so ties happen as on real disks. */
  constructor(now: () => number) {
    this.#now = now;
    this.#root = this.#node("directory");
  }

  get time(): bigint {
    return BigInt(Math.round(this.#now() * 1_000_000));
  }

  #node(kind: FileKind, content: Uint8Array = new Uint8Array(), target = ""): MemoryNode {
    const time = this.time;
    const mode = kind === "directory" ? 0o755 : 0o644;
    return { kind, ino: this.#inodes++, mode, mtimeNs: time, ctimeNs: time, content, target, children: new Map() };
  }

  /** The node at `path`; links in its directories are followed, one in the last component is not. */
  find(path: string, follow = false, depth = 0): MemoryNode | undefined {
    return this.#walk(path, follow, depth)?.node;
  }

  /** The path with every link resolved; `undefined` when absent. */
  real(path: string): string | undefined {
    return this.#walk(path, true, 0)?.path;
  }

  #walk(path: string, follow: boolean, depth: number): { node: MemoryNode; path: string } | undefined {
    if (depth > 40) throw new FileError("io", path, say`Too many links in ${path}.`);
    const parts = path.split("/").filter((part) => part !== "");
    let at = { node: this.#root, path: "" };
    for (const [index, part] of parts.entries()) {
      if (at.node.kind !== "directory") throw new FileError("not-a-directory", path, say`${at.path} is no directory.`);
      const child = at.node.children.get(part);
      if (child === undefined) return undefined;
      const childPath = `${at.path}/${part}`;
      at = { node: child, path: childPath };
      if (child.kind === "symlink" && (follow || index < parts.length - 1)) {
        const target = child.target.startsWith("/") ? child.target : joinPath(parentPath(childPath), child.target);
        const found = this.#walk(target, true, depth + 1);
        if (found === undefined) return undefined;
        at = found;
      }
    }
    return { node: at.node, path: at.path === "" ? "/" : at.path };
  }

  /** The directory that holds `path`'s last component; absent: `not-found`. */
  parent(path: string): MemoryNode {
    const node = this.find(parentPath(path), true);
    if (node === undefined) throw new FileError("not-found", path, say`The directory of ${path} does not exist.`);
    if (node.kind !== "directory")
      throw new FileError("not-a-directory", path, say`${parentPath(path)} is no directory.`);
    return node;
  }

  /** Puts a new node at `path`, replacing what was there. */
  attach(path: string, kind: FileKind, content?: Uint8Array, target?: string): MemoryNode {
    const parent = this.parent(path);
    const node = this.#node(kind, content, target);
    parent.children.set(baseName(path), node);
    this.#changed(parent);
    return node;
  }

  detach(path: string): MemoryNode | undefined {
    const parent = this.parent(path);
    const node = parent.children.get(baseName(path));
    if (node === undefined) return undefined;
    parent.children.delete(baseName(path));
    this.#changed(parent);
    return node;
  }

  /** One `rename(2)`; both names of one inode: nothing happens, as POSIX says. */
  move(from: string, to: string): boolean {
    const source = this.find(from);
    if (source === undefined) return false;
    const toParent = this.parent(to);
    const target = toParent.children.get(baseName(to));
    if (target === source) return true;
    if (target !== undefined && (target.kind === "directory") !== (source.kind === "directory")) {
      const reason = target.kind === "directory" ? "not-a-file" : "not-a-directory";
      throw new FileError(reason, to, say`${to} is in the way.`);
    }
    if (target !== undefined && target.children.size > 0) throw new FileError("exists", to, say`${to} is not empty.`);
    this.parent(from).children.delete(baseName(from));
    toParent.children.set(baseName(to), source);
    source.ctimeNs = this.time;
    this.#changed(this.parent(from));
    this.#changed(toParent);
    return true;
  }

  #changed(directory: MemoryNode): void {
    directory.mtimeNs = this.time;
    directory.ctimeNs = this.time;
  }

  /** Sets the scene: a directory with its parents. */
  directory(path: string): void {
    const parts = path.split("/").filter((part) => part !== "");
    for (const index of parts.keys()) {
      const part = `/${parts.slice(0, index + 1).join("/")}`;
      if (this.find(part, true) === undefined) this.attach(part, "directory");
    }
  }

  /** Sets the scene: a file with its directories. */
  file(path: string, content: string | Uint8Array = "", times: { readonly mtimeNs?: bigint } = {}): void {
    this.directory(parentPath(path));
    const node = this.attach(path, "file", typeof content === "string" ? new TextEncoder().encode(content) : content);
    node.mtimeNs = times.mtimeNs ?? node.mtimeNs;
  }

  /** Sets the scene: a symbolic link. */
  link(path: string, target: string): void {
    this.attach(path, "symlink", undefined, target);
  }

  /** Sets the scene: a second name for a file, replacing what was there. */
  hardLink(from: string, to: string): void {
    const node = this.find(from);
    if (node === undefined) throw new FileError("not-found", from, say`${from} does not exist.`);
    const parent = this.parent(to);
    parent.children.set(baseName(to), node);
    this.#changed(parent);
  }

  /** Names in a directory, sorted; empty when absent. */
  list(path: string): readonly string[] {
    return [...(this.find(path, true)?.children.keys() ?? [])].toSorted();
  }

  /** Content as text; `undefined` when there is no such file. */
  text(path: string): string | undefined {
    const node = this.find(path, true);
    return node?.kind === "file" ? new TextDecoder().decode(node.content) : undefined;
  }
}
