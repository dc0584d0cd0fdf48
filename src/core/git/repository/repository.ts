/**
 * One repository as the core uses it.
 *
 * `openRepository(git, directory)` finds it, once: git's own ownership check runs, bare ones are refused, a linked worktree is told
 * from its main checkout. Everything after goes through `Repository`, which names the git directory and the work tree on every command,
 * so that git never looks for a repository by itself:
 *   read(args, options?)  → bytes        a command that takes no locks
 *   readOnce(args)        → bytes        the same, inside a look (`forOneLook`) asked once
 *   write(args, options?) → bytes        a command that changes something; one at a time
 *   text(args, options?)  → string       `read` as text without the last line feed
 *   answer(args, codes)   → GitResult    a command whose other exit codes are answers
 * `refs.ts` reads and moves refs by compare-and-swap, `commits.ts` makes and reads commits and trees, `treeDiff.ts` compares trees.
 */
import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { joinPath } from "../../files/paths.ts";
import type { Git, GitRequest, GitResult, GitSetting } from "../../base/ports.ts";
import { GitError } from "./gitError.ts";
import { offlineEnvironment } from "./hardening.ts";
import { outputText } from "./nulText.ts";
import { isObjectId, type ObjectFormat, type ObjectId } from "./objectId.ts";
import { isRefName, type RefName } from "./refName.ts";

export type CommandOptions = Pick<GitRequest, "env" | "stdin" | "okExitCodes"> & {
  readonly signal?: AbortSignal | undefined;
};

export interface RepositoryPaths {
  /** Top of the work tree. */
  readonly root: string;
  /** This work tree's own git directory: HEAD and index. */
  readonly gitDir: string;
  /** The git directory all work trees share: refs and objects. */
  readonly commonDir: string;
  readonly format: ObjectFormat;
}

/** Where HEAD stands. */
export interface Head {
  /** `undefined`: no commit yet. */
  readonly commit: ObjectId | undefined;
  /** `undefined`: detached. */
  readonly branch: RefName | undefined;
}

/** What every command is given besides. */
type Given = Pick<GitRequest, "settings" | "network">;

/** What one look has read, by the question. */
export type Answers = Map<string, Promise<Uint8Array>>;

export class Repository {
  readonly paths: RepositoryPaths;
  readonly #git: Git;
  readonly #settings: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  /** The directory its objects are in, where that is another one than the repository's. */
  readonly #objects: string | undefined;
  /** `undefined`: every question is asked anew. */
  readonly #answers: Answers | undefined;
  readonly #given: Given;

  /** `settings` and `env`: global options and variables of every command, besides those the adapter gives. */
  constructor(
    git: Git,
    paths: RepositoryPaths,
    settings: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    {
      objects,
      answers,
      given = {},
    }: {
      readonly objects?: string | undefined;
      readonly answers?: Answers | undefined;
      readonly given?: Given;
    } = {},
  ) {
    this.#git = git;
    this.paths = paths;
    this.#settings = settings;
    this.#env = env;
    this.#objects = objects;
    this.#answers = answers;
    this.#given = given;
  }

  /** The same, with objects and refs flushed to the disk: for what must outlive a power failure because other things rely on it. */
  durable(): Repository {
    return this.configured(["core.fsync=loose-object,reference", "core.fsyncMethod=batch"]);
  }

  /** The same, with these settings (`key=value`) above those of its configuration. */
  configured(settings: readonly string[]): Repository {
    const options = settings.flatMap((setting) => ["-c", setting]);
    return this.#with({ settings: [...this.#settings, ...options] });
  }

  /** As `configured`, for keys with any character: `-c` ends a key at its first “=”. Throws `untrusted` for one that is not UTF-8. */
  overriding(settings: ReadonlyMap<string, string>): Repository {
    const unsayable = [...settings.keys()].find((key) => key.includes("\uFFFD"));
    if (unsayable !== undefined) {
      throw new WorkflowError(
        "untrusted",
        say`The configuration names a program that cannot be switched off: ${unsayable}`,
        say`Take it out of git's configuration, then try again.`,
      );
    }
    const before = Number(this.#env["GIT_CONFIG_COUNT"] ?? 0);
    const pairs = [...settings].flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${before + at}`, key],
      [`GIT_CONFIG_VALUE_${before + at}`, value],
    ]);
    const count = ["GIT_CONFIG_COUNT", String(before + settings.size)];
    const env = { ...this.#env, ...(Object.fromEntries([...pairs, count]) as Record<string, string>) };
    return this.#with({ env });
  }

  /** The same, with nothing fetched that a partial clone lacks: what needs it throws `not-fetched`. For looks nobody has asked for. */
  offline(): Repository {
    return this.#with({ env: { ...this.#env, ...offlineEnvironment } });
  }

  /** The same, with settings above all others that no list of processes and no log is to have. */
  withHidden(settings: readonly GitSetting[]): Repository {
    return this.#with({ given: { ...this.#given, settings } });
  }

  /** The same, for commands that talk to another machine, with these settings and no configuration of anybody (`GitRequest.network`). */
  onNetwork(settings: readonly GitSetting[]): Repository {
    return this.#with({ given: { settings, network: true } });
  }

  /** The same, with its objects read and written in another directory; refs, index and files are the same. */
  withObjects(directory: string): Repository {
    return this.#with({ objects: directory });
  }

  /**
   * The same for one look, which keeps what it has asked by `readOnce`. A later look, and whatever changes something on the strength of one, begins
   * with no answers.
   */
  forOneLook(answers: Answers = this.#answers ?? new Map()): Repository {
    return this.#with({ answers });
  }

  /** The repository git finds in a directory of this work tree, which is this one again when there is none. Throws as `openRepository`. */
  async openInside(directory: string, signal?: AbortSignal): Promise<Repository> {
    return openRepository(this.#git, joinPath(this.paths.root, directory), signal);
  }

  /** Another work tree, or a repository inside it, with the same settings. */
  at(paths: RepositoryPaths): Repository {
    return this.#with({ paths });
  }

  /** A bare git directory of the same object format, run by the same git with `settings` (`key=value`) and `env` and none of this one's. */
  bare(gitDir: string, settings: readonly string[], env: Readonly<Record<string, string>>): Repository {
    const paths = { format: this.paths.format, gitDir, commonDir: gitDir, root: gitDir };
    return new Repository(this.#git, paths, [], env).configured(settings);
  }

  /** Whether this work tree is a linked one (`git worktree add`), not the main checkout. */
  get linked(): boolean {
    return this.paths.gitDir !== this.paths.commonDir;
  }

  /** A path inside this work tree's own git directory. */
  ownFile(...parts: readonly string[]): string {
    return joinPath(this.paths.gitDir, ...parts);
  }

  async read(args: readonly string[], options: CommandOptions = {}): Promise<Uint8Array> {
    return (await this.#run("read", args, options)).stdout;
  }

  /** As `read`, of what is the same whatever directory the objects are in, such as the configuration; inside a look asked once. */
  async readOnce(args: readonly string[], signal?: AbortSignal): Promise<Uint8Array> {
    const answers = this.#answers;
    if (answers === undefined) return this.read(args, { signal });
    const question = JSON.stringify([this.paths, this.#settings, this.#env, this.#given, args]);
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = this.read(args, { signal });
    answers.set(question, answer);
    try {
      return await answer;
    } catch (error) {
      answers.delete(question);
      throw error;
    }
  }

  async write(args: readonly string[], options: CommandOptions = {}): Promise<Uint8Array> {
    return (await this.#run("write", args, options)).stdout;
  }

  /** As `write`, with what git said: a command that succeeds may have passed over something. */
  async writeSaying(args: readonly string[], options: CommandOptions = {}): Promise<GitResult> {
    return this.#run("write", args, options);
  }

  async text(args: readonly string[], options: CommandOptions = {}): Promise<string> {
    return outputText(await this.read(args, options));
  }

  /** Runs a reading command whose exit codes `codes` are answers besides 0. */
  async answer(args: readonly string[], codes: readonly number[], options: CommandOptions = {}): Promise<GitResult> {
    return this.#run("read", args, { ...options, okExitCodes: codes });
  }

  /** HEAD now: commit and branch, either of which may be missing. */
  async head(signal?: AbortSignal): Promise<Head> {
    const [resolved, symbolic] = await Promise.all([
      this.answer(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], [1, 128], { signal }),
      this.answer(["symbolic-ref", "--quiet", "HEAD"], [1], { signal }),
    ]);
    const commit = outputText(resolved.stdout);
    const branch = outputText(symbolic.stdout);
    return {
      commit: resolved.exitCode === 0 && isObjectId(commit) ? commit : undefined,
      branch: symbolic.exitCode === 0 && isRefName(branch) ? branch : undefined,
    };
  }

  #with(change: {
    readonly paths?: RepositoryPaths;
    readonly settings?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly objects?: string;
    readonly answers?: Answers;
    readonly given?: Given;
  }): Repository {
    const { paths = this.paths, settings = this.#settings, env = this.#env } = change;
    const { objects = this.#objects, answers = this.#answers, given = this.#given } = change;
    return new Repository(this.#git, paths, settings, env, { objects, answers, given });
  }

  async #run(access: GitRequest["access"], args: readonly string[], options: CommandOptions): Promise<GitResult> {
    const { root, gitDir } = this.paths;
    const { signal, ...rest } = options;
    const objects = this.#objects === undefined ? {} : { GIT_OBJECT_DIRECTORY: this.#objects };
    const env = { ...this.#env, ...objects, ...rest.env };
    // An index of ours is whole: written as a split one it would make git expire the shared part that the user's own index needs.
    const whole = "GIT_INDEX_FILE" in env ? ["-c", "core.splitIndex=false"] : [];
    return this.#git.run({
      ...rest,
      ...(Object.keys(env).length === 0 ? {} : { env }),
      ...(signal === undefined ? {} : { signal }),
      ...this.#given,
      access,
      cwd: root,
      args: [`--git-dir=${gitDir}`, `--work-tree=${root}`, "--literal-pathspecs", ...this.#settings, ...whole, ...args],
    });
  }
}

/**
 * The repository whose work tree holds `directory`. Throws `GitError`: `not-a-repository`, `bare`, `dubious-ownership`, `git-missing`.
 */
export async function openRepository(git: Git, directory: string, signal?: AbortSignal): Promise<Repository> {
  const args = [
    "rev-parse",
    "--path-format=absolute",
    "--show-object-format=storage",
    "--git-dir",
    "--git-common-dir",
    "--show-toplevel",
  ];
  const { stdout } = await git.run({
    ...(signal === undefined ? {} : { signal }),
    args,
    cwd: directory,
    access: "read",
  });
  const lines = outputText(stdout).split("\n");
  const [format, gitDir, commonDir, root] = lines;
  if (lines.length !== 4 || (format !== "sha1" && format !== "sha256") || !gitDir || !commonDir || !root) {
    throw new GitError("failed", say`git did not say where the repository is; does its path contain a line break?`);
  }
  return new Repository(git, { format, gitDir, commonDir, root });
}
