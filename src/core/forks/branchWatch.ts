import { joinPath } from "../files/paths.ts";
import type { FileSystem, Logger, Watcher, WatchHandle } from "../base/ports.ts";

/**
 * Tells when the branch of a fork moves: git replaces its file under `refs/heads/session`, whichever process commits. It is a hint that makes lists follow
 * sooner: nothing is told of branches that are packed or kept elsewhere (reftable), which the next look finds.
 */
export class BranchWatch {
  readonly #directory: string;
  readonly #fs: Pick<FileSystem, "lstat">;
  readonly #watcher: Watcher;
  readonly #logger: Logger;
  readonly #moved: () => void;
  #watched: { readonly ino: bigint; readonly handle: WatchHandle } | undefined;
  /** Something happened to the directory itself: another one may have its name, and even its inode. */
  #doubtful = false;
  #closed = false;

  /** `gitDirectory`: the one that all worktrees share. */
  constructor(options: {
    readonly gitDirectory: string;
    readonly fs: Pick<FileSystem, "lstat">;
    readonly watcher: Watcher;
    readonly logger: Logger;
    readonly moved: () => void;
  }) {
    this.#directory = joinPath(options.gitDirectory, "refs/heads/session");
    this.#fs = options.fs;
    this.#watcher = options.watcher;
    this.#logger = options.logger;
    this.#moved = options.moved;
  }

  /** Watches from now on, if there is something to watch; called again, it follows a directory that git has removed or made anew. */
  async ensure(): Promise<void> {
    const stat = await this.#fs.lstat(this.#directory).catch(() => undefined);
    const ino = stat?.kind === "directory" ? stat.ino : undefined;
    if (this.#closed || (ino === this.#watched?.ino && !this.#doubtful)) return;
    await this.#stop();
    this.#doubtful = false;
    if (ino === undefined || this.#closed) return;
    const handle = this.#watcher.watch([this.#directory], {
      onChange: (directory, path) => {
        if (path === directory) this.#doubtful = true;
        this.#moved();
      },
      onReady: this.#moved,
      onError: (error) =>
        this.#logger.warn(
          `The branches of forks cannot be watched: ${error instanceof Error ? error.message : String(error)}`,
        ),
    });
    this.#watched = { ino, handle };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }

  async #stop(): Promise<void> {
    const { handle } = this.#watched ?? {};
    this.#watched = undefined;
    await handle?.close();
  }
}
