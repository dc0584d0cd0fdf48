/**
 * What the core needs of the system it runs on. Each port is implemented once in `src/adapters` and faked once in `test/support`.
 * Paths are absolute and use `/` on every system; see `paths.ts`.
 */

export type FileKind = "file" | "directory" | "symlink" | "other";

/** One `lstat`: times in nanoseconds, because two markers may be made in the same millisecond. */
export interface FileStat {
  readonly kind: FileKind;
  readonly size: number;
  readonly mtimeNs: bigint;
  /** When the node itself, or a directory's list of names, last changed; no program can set it. */
  readonly ctimeNs: bigint;
  readonly ino: bigint;
  /** Permission bits as in `st_mode & 0o7777`. */
  readonly mode: number;
}

/** One name of a listing; a link is a `symlink`, whatever it points to. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** A regular file's content with the state of the file it was read from. */
export interface FileReading {
  readonly stat: FileStat;
  /** Lent: another file's content after the next `readNow`. */
  readonly bytes: Uint8Array;
}

/** A part of a regular file, with the state of the whole it was read from. */
export interface FilePart {
  readonly stat: FileStat;
  readonly bytes: Uint8Array;
}

/**
 * Files. Every failure is a `FileError` (see errors.ts) with the reason typed; "absent" is a value where the method says so.
 * No method follows a symbolic link in the last component of its path.
 */
export interface FileSystem {
  /** Names in a directory, unordered, without `.` and `..`. Absent directory: `undefined`. */
  names(directory: string): Promise<readonly string[] | undefined>;
  /** As `names`, with the kind of each; read in pieces, so that 100,000 entries do not block the event loop. */
  entries(directory: string): Promise<readonly DirectoryEntry[] | undefined>;
  /**
   * As `names`, at once, for scans of thousands of small directories; `undefined`: it is a large one, absent, or cannot be listed, which `names`
   * tells apart.
   */
  namesNow(directory: string): readonly string[] | undefined;
  lstat(path: string): Promise<FileStat | undefined>;
  /** The kind of what stands there, at once; absent, or failed in any way: `undefined`. */
  kindNow(path: string): FileKind | undefined;
  /** Whole content of a regular file of at most `maxBytes`; absent: `undefined`; larger: `too-large`; anything else: `not-a-file`. */
  read(path: string, maxBytes: number): Promise<Uint8Array | undefined>;
  /** Of a regular file what stands from an offset on, at most `maxBytes`; absent: `undefined`; anything else: `not-a-file`. */
  readPart(path: string, offset: number, maxBytes: number): Promise<FilePart | undefined>;
  /**
   * As `read`, at once and with the file's state, or `"unchanged"` when that still equals `known`. For scans of thousands of small files, where
   * a promise for each costs half as much as the reading; the caller lets the event loop breathe in between (slices.ts).
   */
  readNow(path: string, maxBytes: number, known?: FileStat): FileReading | "unchanged" | undefined;
  /**
   * Content of a small file at once, lent until the next call, as long as it is whole; `undefined`: it is absent, empty, too large for this or
   * cannot be read so, and `read` tells which. Without the file's state, which takes as long as the reading.
   */
  peek(path: string): Uint8Array | undefined;
  /**
   * Temp file beside the target, fsync, rename, fsync of the directory: old or new content, never between. A file that was
   * there keeps its permissions; a new one is executable where that is asked for.
   */
  writeAtomic(path: string, content: Uint8Array, executable?: boolean): Promise<void>;
  /** As `O_CREAT|O_EXCL`, durable; content appears whole, except on file systems without hard links. False when something of that name exists already. */
  createExclusive(path: string, content?: Uint8Array): Promise<boolean>;
  /**
   * Appends a line to a regular file in one write, so that lines of several processes of a machine never mix; makes the file. Behind a line that a full disk has cut off it begins a
   * new one. Nothing is flushed. Answers the file's size.
   */
  appendLine(path: string, line: Uint8Array): Promise<number>;
  /** One `rename(2)`, replacing the target. False when `from` does not exist. */
  rename(from: string, to: string): Promise<boolean>;
  /** Sets atime and mtime to now. False when absent. */
  touch(path: string): Promise<boolean>;
  /** Removes one file or symlink. False when absent. */
  remove(path: string): Promise<boolean>;
  /** Removes a directory with everything in it, retrying busy files; links are removed, not followed. */
  removeTree(directory: string): Promise<void>;
  /** Makes one directory; false when it exists already. The parent must exist. `own`: nobody but this user may look into it. */
  makeDirectory(directory: string, options?: { readonly own?: boolean }): Promise<boolean>;
  /** Removes a directory with nothing in it. False when there is something in it, or no directory. */
  removeDirectory(directory: string): Promise<boolean>;
  /** Copies one regular file with its mode and mtime, which is never later than the original's; never follows or overwrites. */
  copyFile(from: string, to: string): Promise<void>;
  /** Makes a symbolic link with the same target; never over anything. */
  copyLink(from: string, to: string): Promise<void>;
  /**
   * Gives a regular file a second name (a hard link), or copies it where the file system has no links. False when `from` is absent or something
   * of the name `to` exists.
   */
  link(from: string, to: string): Promise<boolean>;
  /** Canonical path with every link resolved; absent: `undefined`. */
  realPath(path: string): Promise<string | undefined>;
  /** Flushes a directory's entries to disk; a no-op where the platform has none. */
  syncDirectory(directory: string): Promise<void>;
}

/** A setting of git: the key, which may hold any character, and the value. */
export type GitSetting = readonly [key: string, value: string];

export interface GitRequest {
  /** Arguments after `git`, never a shell string. */
  readonly args: readonly string[];
  /** Directory git runs in. */
  readonly cwd: string;
  /** Extra environment; of what is named `GIT_*` in the process's own environment, at most the person's own configuration stays, below this. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array;
  /** Reads take no locks (`--no-optional-locks`); writes to one repository go one at a time. */
  readonly access: "read" | "write";
  readonly signal?: AbortSignal;
  /** Exit codes that are answers, not failures. Default: only 0. */
  readonly okExitCodes?: readonly number[];
  /** Settings above the configuration and above our own hardening, of which later ones win; no list of processes and no log has them. */
  readonly settings?: readonly GitSetting[];
  /**
   * It talks to another machine: nothing of the person's and the system's configuration counts but `settings`, whatever it has started ends with it where it is
   * cancelled, and of what it prints a megabyte is read.
   */
  readonly network?: boolean;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

export interface Git {
  /** Runs git to its end. Failures are `GitError`s with a typed reason from the one table of git's messages (errors.ts). */
  run(request: GitRequest): Promise<GitResult>;
}

export interface WatchHandle {
  /** Directories watched at depth 0 besides the root; replaces the former set. */
  setDirectories(directories: readonly string[]): void;
  close(): Promise<void>;
}

export interface WatchEvents {
  /** Something changed in this watched directory; `path` is the entry when known, else the directory. A hint only: it may be late, doubled or missing. */
  readonly onChange: (directory: string, path: string) => void;
  /** From now on changes in this directory are noticed; what changed before may have been missed. */
  readonly onReady: (directory: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Watches directories without descending into them, with one watch each. One that is absent, or comes again after it was removed or moved
 * away, has to be watched anew: a caller that needs that watches its parent too.
 */
export interface Watcher {
  watch(directories: readonly string[], events: WatchEvents): WatchHandle;
}

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Monotonic milliseconds, for measuring and slicing. */
  elapsed(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Lets the event loop turn once. */
  yieldToEventLoop(): Promise<void>;
}

export interface Random {
  /** Lower-case hexadecimal of `bytes` random bytes, which nobody can guess. */
  hex(bytes: number): string;
  /** The same for the name of a file of ours, which must be new and is no secret; it costs nothing. */
  name(bytes: number): string;
}

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** Which processes of this machine still run: one that announced something and died is told from one still at work. */
export interface Processes {
  readonly host: string;
  readonly pid: number;
  /** True also when it cannot be known. */
  alive(pid: number): boolean;
}

/** How a program has ended (`exitCode` -1: by a signal), and what it printed, at most a megabyte of each. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was ended because it was cancelled: what it has done until then is not known. */
  readonly isCancelled: boolean;
}

/** Programs the person has installed: the first of a name on the PATH that does not lie in the workspace. They get no terminal and no questions. */
export interface Programs {
  has(name: string): boolean;
  /** Runs one to its end, or ends it with all it has started; `undefined`: there is none, or it could not be started. */
  run(
    name: string,
    args: readonly string[],
    options?: { readonly stdin?: string; readonly signal?: AbortSignal },
  ): Promise<Ended | undefined>;
}

/** Digests and signatures; the algorithms are SHA-256 and Ed25519. */
export interface Cryptography {
  /** Lower-case hexadecimal. */
  sha256(bytes: Uint8Array): string;
  /** `key`: SPKI in base64; `signature`: base64. False for anything that cannot be read. */
  verify(key: string, bytes: Uint8Array, signature: string): boolean;
}

/** The reviewer's key, which never leaves its store. Fails with `refused` where the store is not available. */
export interface Signer {
  /** SPKI in base64. */
  key(): Promise<string>;
  /** Base64. */
  sign(bytes: Uint8Array): Promise<string>;
}
