import { asWorkflowError } from "../base/errors.ts";
import type { Clock, FileSystem, Logger, Watcher, WatchHandle } from "../base/ports.ts";
import { QuietRun } from "./quietRun.ts";
import { slept } from "./slept.ts";
import { SlowReconcile } from "./slowReconcile.ts";
import type { Followed, Follower, Watching } from "./watching.ts";

/** Milliseconds between attempts to watch again after a failure. */
const retryEvery = 5000;
/** Milliseconds between looks in place of events, for those who look more often than that meanwhile. */
const pollEvery = 1000;

interface Following extends Follower {
  directories: ReadonlySet<string>;
  readonly looking: QuietRun;
}

export interface DirectoryWatchingOptions {
  /** What is watched: most directories lie in it, and the log calls it so. */
  readonly name: string;
  /**
   * Nothing is watched that lies in a directory in it, because the system lets nobody rename a directory that holds a watched one (Windows). Whoever
   * follows such a directory looks as while nothing can be watched.
   */
  readonly shallow?: boolean;
  readonly watcher: Watcher;
  readonly fs: Pick<FileSystem, "kindNow" | "lstat">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Each directory is watched once, whoever follows it. */
export class DirectoryWatching implements Watching {
  readonly #options: DirectoryWatchingOptions;
  readonly #closed = new AbortController();
  readonly #slowly: SlowReconcile;
  readonly #followings = new Set<Following>();
  #handle: WatchHandle | undefined;
  /** The directories that are watched, with the inode of each from when that began; `undefined`: not known yet. */
  readonly #watched = new Map<string, bigint | undefined>();
  #polling = false;
  #failure: string | undefined;
  /** Whether the present handle has failed. */
  #broken = false;

  constructor(options: DirectoryWatchingOptions) {
    this.#options = options;
    this.#slowly = new SlowReconcile(options.clock, async () => this.#lookAtAll(false));
  }

  follow(follower: Follower): Followed {
    const looking = new QuietRun(this.#options.clock, () => void this.#look(following));
    const following: Following = { ...follower, directories: new Set(), looking };
    this.#followings.add(following);
    return {
      setDirectories: (directories) => {
        following.directories = new Set(directories);
        this.#update();
      },
      dispose: () => {
        looking.dispose();
        this.#followings.delete(following);
        this.#update();
      },
    };
  }

  reconcileSlowly(): void {
    if (!this.#closed.signal.aborted) this.#slowly.start();
  }

  hurry(): void {
    this.#slowly.hurry();
  }

  async reconcile(): Promise<void> {
    await this.#lookAtAll(true);
  }

  async dispose(): Promise<void> {
    this.#closed.abort();
    this.#slowly.dispose();
    for (const { looking } of this.#followings) looking.dispose();
    this.#followings.clear();
    await this.#close();
  }

  /** Also for directories that were replaced. */
  async #lookAtAll(asked: boolean): Promise<void> {
    await Promise.all([this.#findReplaced(), ...[...this.#followings].map(async (one) => this.#look(one, asked))]);
  }

  async #look({ look }: Following, asked = false): Promise<void> {
    try {
      if (!this.#closed.signal.aborted) await look(asked);
    } catch (error) {
      this.#options.logger.error(`${this.#options.name} could not be looked at.`, error);
    }
  }

  /** Watches what is followed and there, and nothing else. */
  #update(): void {
    const wanted = new Set([...this.#followings].flatMap(({ directories }) => [...directories]));
    if ([...wanted].some((directory) => !this.#isWatchable(directory))) void this.#poll();
    const present = [...wanted].filter(
      (directory) => this.#isWatchable(directory) && this.#options.fs.kindNow(directory) !== undefined,
    );
    if (present.length === this.#watched.size && present.every((directory) => this.#watched.has(directory))) return;
    const before = new Map(this.#watched);
    this.#watched.clear();
    for (const directory of present) this.#watched.set(directory, before.get(directory));
    if (this.#handle === undefined) this.#open();
    else this.#handle.setDirectories(present);
  }

  #isWatchable(directory: string): boolean {
    const { name, shallow } = this.#options;
    return shallow !== true || !directory.startsWith(`${name}/`) || !directory.includes("/", name.length + 1);
  }

  #open(): void {
    if (this.#closed.signal.aborted) return;
    this.#broken = false;
    const handle = this.#options.watcher.watch([], {
      onChange: (directory, path) => {
        if (handle === this.#handle) this.#hear(directory, path);
      },
      onReady: (directory) => {
        if (handle !== this.#handle) return;
        void this.#remember(directory);
        this.#update();
        this.#tell(directory);
      },
      onError: (error) => {
        if (handle === this.#handle) this.#fail(error);
      },
    });
    this.#handle = handle;
    handle.setDirectories([...this.#watched.keys()]);
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    try {
      await handle?.close();
    } catch (error) {
      const { name, logger } = this.#options;
      logger.warn(`A watch of ${name} could not be closed: ${asWorkflowError(error).message}`);
    }
  }

  #hear(directory: string, path: string): void {
    for (const following of this.#followings) {
      if (following.directories.has(directory) && following.heard?.(directory, path) !== false)
        following.looking.start();
    }
    if (path !== directory && this.#tell(path)) this.#renew(path);
  }

  /** Whether anybody follows it. */
  #tell(directory: string): boolean {
    const concerned = [...this.#followings].filter(({ directories }) => directories.has(directory));
    for (const { looking } of concerned) looking.start();
    return concerned.length > 0;
  }

  /** Watches this directory and those in it anew: a watch on a directory that was replaced is silent for ever. */
  #renew(directory: string): void {
    for (const one of this.#watched.keys()) {
      if (one === directory || one.startsWith(`${directory}/`)) this.#watched.delete(one);
    }
    this.#handle?.setDirectories([...this.#watched.keys()]);
    this.#update();
  }

  async #remember(directory: string): Promise<void> {
    const inode = await this.#inode(directory);
    if (this.#watched.has(directory)) this.#watched.set(directory, inode);
  }

  async #inode(directory: string): Promise<bigint | undefined> {
    const stat = await this.#options.fs.lstat(directory).catch(() => undefined);
    return stat?.kind === "directory" ? stat.ino : undefined;
  }

  async #findReplaced(): Promise<void> {
    for (const [directory, before] of new Map(this.#watched)) {
      const inode = await this.#inode(directory);
      if (this.#watched.get(directory) !== before || inode === before) continue;
      if (before === undefined) this.#watched.set(directory, inode);
      else this.#renew(directory);
    }
    this.#update();
  }

  #fail(error: unknown): void {
    const { message, text } = asWorkflowError(error);
    const first = this.#failure === undefined;
    this.#broken = true;
    if (message === this.#failure) return;
    this.#options.logger.warn(`Watching ${this.#options.name} failed: ${message}`);
    this.#failure = message;
    for (const { failed } of this.#followings) failed?.(text);
    if (first) void this.#retry();
  }

  /** Until a handle has lasted one interval: watches anew, and looks at the disk because nothing else does. */
  async #retry(): Promise<void> {
    for (let time = pollEvery; await slept(this.#options.clock, pollEvery, this.#closed.signal); time += pollEvery) {
      const isTurn = time % retryEvery === 0;
      if (isTurn && !this.#broken) break;
      if (isTurn) {
        void this.#close();
        this.#open();
      }
      for (const following of this.#followings) if (isTurn || following.polls === true) void this.#look(following);
    }
    if (this.#closed.signal.aborted) return;
    this.#failure = undefined;
    for (const { failed } of this.#followings) failed?.(undefined);
  }

  /** As long as something that cannot be watched is followed. */
  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    while (await slept(this.#options.clock, pollEvery, this.#closed.signal)) {
      const blind = [...this.#followings].filter(({ polls, directories }) => {
        return polls === true && [...directories].some((directory) => !this.#isWatchable(directory));
      });
      if (blind.length === 0) break;
      for (const following of blind) void this.#look(following);
    }
    this.#polling = false;
  }
}
