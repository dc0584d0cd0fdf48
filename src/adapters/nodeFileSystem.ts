import * as fs from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { FileError } from "../core/base/errors.ts";
import { lazily } from "../core/base/lazily.ts";
import { say } from "../core/base/text.ts";
import { baseName, joinPath, parentPath } from "../core/files/paths.ts";
import type {
  DirectoryEntry,
  FileKind,
  FilePart,
  FileReading,
  FileStat,
  FileSystem,
  Random,
} from "../core/base/ports.ts";
import { tempName } from "../core/files/tempNames.ts";
import { attempt, attemptOr, codeOf, toFileError } from "./fileErrors.ts";
import { listEntries, listNames } from "./listDirectory.ts";
import { kindOf, noFollow, notAFile, noWait, readOpened, scratch, statOf } from "./files/regularFile.ts";

const { O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = fs.constants;
/** Read and written on: loaded late, because most runs never do. */
const fileTail = lazily(async () => import("./files/fileTail.ts"));

/** Bytes of a directory whose names are listed at once: some hundred names. */
const smallDirectory = 1 << 14;

const chunkBytes = 1 << 20;

/** What file systems without hard links answer. */
const linkless = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EINVAL", "EXDEV", "EACCES"]);

function sameState(a: FileStat, b: FileStat): boolean {
  return (
    a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.size === b.size && a.ino === b.ino && a.kind === b.kind
  );
}

/**
 * The disk. Calls that take microseconds on a local disk (`lstat`, `rename`, reading a record …) are made synchronously: through the thread
 * pool each costs twenty times as much, and 10,000 records could not be read in 1.5 times what reading their bytes takes. What takes long (listings,
 * flushing, trees, copies) goes through the pool, by `fs.promises`, which node loads at the first use. Callers of many short calls let the event
 * loop breathe in between.
 */
export class NodeFileSystem implements FileSystem {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  async names(directory: string): Promise<readonly string[] | undefined> {
    return await listNames(directory);
  }

  async entries(directory: string): Promise<readonly DirectoryEntry[] | undefined> {
    return await listEntries(directory, (entry) => ({ name: entry.name, kind: kindOf(entry) }));
  }

  namesNow(directory: string): readonly string[] | undefined {
    try {
      const stat = fs.lstatSync(directory);
      return stat.isDirectory() && stat.size <= smallDirectory ? fs.readdirSync(directory) : undefined;
    } catch {
      return undefined;
    }
  }

  async lstat(path: string): Promise<FileStat | undefined> {
    return await attempt(path, () => {
      const stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? undefined : statOf(stat);
    });
  }

  kindNow(path: string): FileKind | undefined {
    try {
      const stat = fs.lstatSync(path, { throwIfNoEntry: false });
      return stat === undefined ? undefined : kindOf(stat);
    } catch {
      return undefined;
    }
  }

  peek(path: string): Uint8Array | undefined {
    if (noFollow === 0) return undefined;
    try {
      const file = fs.openSync(path, O_RDONLY | noFollow | noWait);
      try {
        if (!fs.fstatSync(file).isFile()) return undefined;
        // A regular file is read to its end at once, unless it is larger.
        const length = fs.readSync(file, scratch, 0, scratch.length, null);
        return length > 0 && length < scratch.length ? scratch.subarray(0, length) : undefined;
      } finally {
        fs.closeSync(file);
      }
    } catch {
      return undefined;
    }
  }

  async read(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    return await attemptOr(path, undefined, () => readOpened(path, maxBytes).bytes.slice());
  }

  readNow(path: string, maxBytes: number, known?: FileStat): FileReading | "unchanged" | undefined {
    try {
      if (known !== undefined) {
        const now = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
        if (now === undefined) return undefined;
        if (sameState(known, statOf(now))) return "unchanged";
      }
      return readOpened(path, maxBytes);
    } catch (error) {
      const failure = toFileError(error, path);
      if (failure.reason === "not-found") return undefined;
      throw failure;
    }
  }

  async writeAtomic(path: string, content: Uint8Array, executable = false): Promise<void> {
    const temp = joinPath(parentPath(path), tempName(baseName(path), process.pid, this.#random.name(6)));
    const former = await this.lstat(path);
    if (former?.kind === "directory") throw notAFile(path);
    const file = await attempt(
      path,
      async () => await fs.promises.open(temp, O_WRONLY | O_CREAT | O_EXCL | noFollow, executable ? 0o777 : 0o666),
    );
    try {
      try {
        if (former?.kind === "file") await file.chmod(former.mode & 0o777);
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await attempt(path, () => fs.renameSync(temp, path));
    } catch (error) {
      await this.#discard(temp);
      throw toFileError(error, path);
    }
    await this.syncDirectory(parentPath(path));
  }

  /** Takes back a file that could not be finished; the failure that led here is the one to report. */
  async #discard(path: string): Promise<void> {
    await fs.promises.rm(path, { force: true }).catch(() => undefined);
  }

  async createExclusive(path: string, content?: Uint8Array): Promise<boolean> {
    if (content !== undefined && (await this.lstat(path)) !== undefined) return false;
    const created = content === undefined ? undefined : await this.#createWhole(path, content);
    if (!(created ?? (await this.#createHere(path, content)))) return false;
    await this.syncDirectory(parentPath(path));
    return true;
  }

  /** Written aside and linked into place, so that nobody ever sees a part of it. `undefined`: this file system has no links. */
  async #createWhole(path: string, content: Uint8Array): Promise<boolean | undefined> {
    const temp = joinPath(parentPath(path), tempName(baseName(path), process.pid, this.#random.name(6)));
    await this.#createHere(temp, content);
    try {
      fs.linkSync(temp, path);
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      if (linkless.has(codeOf(error) ?? "")) return undefined;
      throw toFileError(error, path);
    } finally {
      await this.#discard(temp);
    }
  }

  async #createHere(path: string, content: Uint8Array | undefined): Promise<boolean> {
    const file = await this.#openNew(path, 0o666);
    if (file === undefined) return false;
    try {
      try {
        if (content !== undefined) await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await this.#discard(path);
      throw toFileError(error, path);
    }
    return true;
  }

  async #openNew(path: string, mode: number): Promise<FileHandle | undefined> {
    try {
      return await attempt(
        path,
        async () => await fs.promises.open(path, O_WRONLY | O_CREAT | O_EXCL | noFollow, mode),
      );
    } catch (error) {
      if (error instanceof FileError && error.reason === "exists") return undefined;
      throw error;
    }
  }

  async readPart(path: string, offset: number, maxBytes: number): Promise<FilePart | undefined> {
    const { partOf } = await fileTail();
    return await attemptOr(path, undefined, () => partOf(path, offset, maxBytes));
  }

  async appendLine(path: string, line: Uint8Array): Promise<number> {
    const { append } = await fileTail();
    return await attempt(path, () => append(path, line));
  }

  async rename(from: string, to: string): Promise<boolean> {
    try {
      await attempt(from, () => fs.renameSync(from, to));
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.reason !== "not-found") throw new FileError(error.reason, to, error.text, error.cause);
      // The same code also says that the target's directory is absent.
      if ((await this.lstat(from)) !== undefined && (await this.lstat(parentPath(to))) === undefined) throw error;
      return false;
    }
  }

  async touch(path: string): Promise<boolean> {
    return await attemptOr(path, false, () => {
      const seconds = Date.now() / 1000;
      fs.lutimesSync(path, seconds, seconds);
      return true;
    });
  }

  async remove(path: string): Promise<boolean> {
    if ((await this.lstat(path))?.kind === "directory") throw notAFile(path);
    return await attemptOr(path, false, () => {
      fs.unlinkSync(path);
      return true;
    });
  }

  async removeTree(directory: string): Promise<void> {
    await attempt(directory, async () => {
      await fs.promises.rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    });
  }

  async makeDirectory(directory: string, options: { readonly own?: boolean } = {}): Promise<boolean> {
    try {
      await attempt(directory, () => fs.mkdirSync(directory, options.own === true ? 0o700 : undefined));
      return true;
    } catch (error) {
      if (error instanceof FileError && error.reason === "exists") return false;
      throw error;
    }
  }

  async removeDirectory(directory: string): Promise<boolean> {
    try {
      return await attemptOr(directory, false, () => {
        fs.rmdirSync(directory);
        return true;
      });
    } catch (error) {
      if (error instanceof FileError && (error.reason === "exists" || error.reason === "not-a-directory")) return false;
      throw error;
    }
  }

  async copyFile(from: string, to: string): Promise<void> {
    if (noFollow === 0 && (await this.lstat(from))?.kind === "symlink") throw notAFile(from);
    const source = await attempt(from, async () => await fs.promises.open(from, O_RDONLY | noFollow | noWait));
    try {
      const stat = await source.stat();
      if (!stat.isFile()) throw notAFile(from);
      const target = await this.#openNew(to, stat.mode & 0o777);
      if (target === undefined) throw new FileError("exists", to, say`${to} exists already.`);
      try {
        await copyContent(source, target);
        await target.chmod(stat.mode & 0o777);
        await target.utimes(stat.atime, new Date(Math.floor(stat.mtimeMs)));
      } catch (error) {
        await this.#discard(to);
        throw toFileError(error, to);
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  }

  async copyLink(from: string, to: string): Promise<void> {
    await attempt(to, () => fs.symlinkSync(fs.readlinkSync(from), to));
  }

  async link(from: string, to: string): Promise<boolean> {
    const kind = (await this.lstat(from))?.kind;
    if (kind === undefined || (await this.lstat(to)) !== undefined) return false;
    if (kind !== "file") throw notAFile(from);
    try {
      fs.linkSync(from, to);
    } catch (error) {
      if (!linkless.has(codeOf(error) ?? "")) throw toFileError(error, to);
      await this.copyFile(from, to);
    }
    return true;
  }

  async realPath(path: string): Promise<string | undefined> {
    const real = await attemptOr(path, undefined, () => fs.realpathSync.native(path));
    return process.platform === "win32" ? real?.replaceAll("\\", "/") : real;
  }

  async syncDirectory(directory: string): Promise<void> {
    if (process.platform === "win32") return;
    const handle = await attempt(
      directory,
      async () => await fs.promises.open(directory, O_RDONLY | fs.constants.O_DIRECTORY | noFollow),
    );
    try {
      await handle.sync();
    } catch (error) {
      // Some network and FUSE file systems refuse to flush directories; they have no stronger promise to give.
      if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EBADF"].includes(codeOf(error) ?? "")) {
        throw toFileError(error, directory);
      }
    } finally {
      await handle.close();
    }
  }
}

async function copyContent(source: FileHandle, target: FileHandle): Promise<void> {
  const buffer = new Uint8Array(chunkBytes);
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length);
    if (bytesRead === 0) return;
    await target.writeFile(buffer.subarray(0, bytesRead));
  }
}
