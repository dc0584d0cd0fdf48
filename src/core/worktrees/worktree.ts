import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { requireTopLevel } from "./ownTopLevel.ts";
import { openRepository, type Answers, type Repository } from "../git/repository/repository.ts";
import { worktreePath } from "./forkNames.ts";
import { gitDirectoryNamed, readLine, resolvePath } from "../git/directory/worktreeLink.ts";
import { isAnothers, lookForWorktree } from "./worktreeNotes.ts";
import { withoutOwnFilters } from "../git/config/withoutOwnFilters.ts";
import { joinPath } from "../files/paths.ts";
import type { FileSystem, Git } from "../base/ports.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import { asTheDisk } from "../git/repository/asTheDisk.ts";
import { ExcludedPaths } from "./excludedPaths.ts";

export interface Worktree {
  readonly repository: Repository;
  readonly place: WorktreeKind;
  readonly excluded: ExcludedPaths;
}

/** Finds the working tree a session's checkpoints are about; what git said about a directory is asked once. */
export class Worktrees {
  readonly #root: string;
  readonly #git: Git;
  readonly #fs: FileSystem;
  readonly #known: Map<string, Promise<Repository>>;
  /** What one look has read; `undefined`: it is for more than that. */
  readonly #answers: Answers | undefined;

  /** `root` holds `.workflow` and `.worktrees`. */
  constructor(
    root: string,
    git: Git,
    fs: FileSystem,
    {
      known = new Map(),
      answers,
    }: { readonly known?: Map<string, Promise<Repository>>; readonly answers?: Answers } = {},
  ) {
    this.#root = root;
    this.#git = git;
    this.#fs = fs;
    this.#known = known;
    this.#answers = answers;
  }

  /** The same for one look, however much is asked in it (`Repository.forOneLook`). */
  forOneLook(answers: Answers): Worktrees {
    return new Worktrees(this.#root, this.#git, this.#fs, { known: this.#known, answers });
  }

  /** Goes on with the main checkout's repository as git has found it just now, and answers with it. */
  async adopt(repository: Repository): Promise<Repository> {
    const adopted = asTheDisk(repository, this.#fs);
    this.#known.set(this.#root, adopted);
    return adopted;
  }

  /** The main checkout's repository, which has the refs of all. */
  async main(signal?: AbortSignal): Promise<Repository> {
    return this.#open(this.#root, signal);
  }

  /** The same for a look, which starts nothing that only the repository's own configuration names. */
  async looking(signal?: AbortSignal): Promise<Repository> {
    return (await withoutOwnFilters(await this.main(signal), this.#fs, signal)).repository;
  }

  /** The fork's own worktree when it stands, wherever it was moved, else the main checkout. */
  async of(session: SessionId, signal?: AbortSignal): Promise<Worktree> {
    const worktree = await this.worktreeOf(session, signal);
    return worktree === undefined ? this.checkout(signal) : this.at(worktree, signal);
  }

  /** Absolute path of the fork's own worktree; `undefined`: none stands. */
  async worktreeOf(session: SessionId, signal?: AbortSignal): Promise<string | undefined> {
    const own = worktreePath(this.#root, session);
    const named = gitDirectoryNamed(await readLine(this.#fs, joinPath(own, ".git")));
    const place = { fs: this.#fs, root: this.#root };
    if (named !== undefined && !(await isAnothers(place, session, resolvePath(own, named)))) return own;
    const { commonDir } = (await this.main(signal)).paths;
    const commonDirectory = (await this.#fs.realPath(commonDir)) ?? commonDir;
    return (await lookForWorktree(this.#fs, { root: this.#root, commonDirectory }, session)).link?.worktree;
  }

  /**
   * A linked worktree of this repository. Throws `unsafe-path` when its `.git` leads to another repository, `refused` when git would work on
   * other files there.
   */
  async at(worktree: string, signal?: AbortSignal): Promise<Worktree> {
    const [main, repository] = await Promise.all([this.main(signal), this.#open(worktree, signal)]);
    const [theirs, ours] = await Promise.all(
      [repository, main].map(async ({ paths }) => this.#fs.realPath(paths.commonDir)),
    );
    if (theirs === undefined || theirs !== ours || repository.paths.gitDir === main.paths.gitDir) {
      throw new WorkflowError(
        "unsafe-path",
        say`${worktree} is not a worktree of this repository.`,
        say`Its .git file was changed; remove the directory and open the fork again.`,
      );
    }
    await requireTopLevel(this.#fs, worktree, repository.paths.root);
    return { repository, place: "worktree", excluded: new ExcludedPaths("") };
  }

  /** The main checkout. */
  async checkout(signal?: AbortSignal): Promise<Worktree> {
    const repository = await this.main(signal);
    return { repository, place: "main", excluded: await excludedIn(this.#fs, this.#root, repository) };
  }

  async #open(directory: string, signal?: AbortSignal): Promise<Repository> {
    const repository = await this.#find(directory, signal);
    return this.#answers === undefined ? repository : repository.forOneLook(this.#answers);
  }

  async #find(directory: string, signal?: AbortSignal): Promise<Repository> {
    const known = this.#known.get(directory);
    if (known !== undefined) {
      const repository = await known;
      if ((await this.#fs.lstat(repository.paths.gitDir)) !== undefined) return repository;
    }
    const opened = openRepository(this.#git, directory, signal).then(async (found) => asTheDisk(found, this.#fs));
    this.#known.set(directory, opened);
    try {
      return await opened;
    } catch (error) {
      this.#known.delete(directory); // “git init” or an installation may help meanwhile.
      throw error;
    }
  }
}

/** The names that do not count in the main checkout. `root` holds `.workflow`. */
export async function excludedIn(
  fs: Pick<FileSystem, "realPath">,
  root: string,
  repository: Pick<Repository, "paths">,
): Promise<ExcludedPaths> {
  const [own, top] = await Promise.all([fs.realPath(root), fs.realPath(repository.paths.root)]);
  const isInside = own !== undefined && top !== undefined && own.startsWith(`${top}/`);
  return new ExcludedPaths(isInside ? own.slice(top.length + 1) : "");
}

/** Which working tree was kept: the main checkout's, or the fork's own worktree. */
export type WorktreeKind = "main" | "worktree";
