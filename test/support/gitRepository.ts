import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SimpleGit } from "../../src/adapters/simpleGit.ts";
import { openRepository, type Repository } from "../../src/core/git/repository/repository.ts";
import { MemoryLogger } from "./fakes/memoryLogger.ts";

export interface GitRepositoryOptions {
  readonly format?: "sha1" | "sha256";
  /** Files of a first commit; left out: `README.md`; `false`: no commit at all. */
  readonly files?: Readonly<Record<string, string>> | false;
  /** The directory it is made in; left out: the system's for temporary things. */
  readonly within?: string;
}

/** A real repository in a temporary directory, driven by the plain git of the machine: what a person would do in a shell. */
export class GitRepository {
  readonly root: string;
  readonly logger = new MemoryLogger();
  readonly #temporary: string;

  /** `options`: what it is made of, or another one that it becomes a copy of. */
  constructor(options: GitRepositoryOptions | GitRepository = {}) {
    const within = options instanceof GitRepository ? tmpdir() : (options.within ?? tmpdir());
    this.#temporary = realpathSync(mkdtempSync(join(within, "workflow-git-")));
    this.root = join(this.#temporary, "repository");
    if (options instanceof GitRepository) {
      this.#copy(options);
      return;
    }
    mkdirSync(this.root);
    // Without git's fourteen samples of hooks, which every copy of it would copy; the directory of its rules is there, as a person knows it.
    this.git("init", "--quiet", "--template=", "--initial-branch=main", `--object-format=${options.format ?? "sha1"}`);
    mkdirSync(this.path(".git/info"));
    if (options.files === false) return;
    for (const [path, text] of Object.entries(options.files ?? { "README.md": "Hello\n" })) this.write(path, text);
    this.commitAll("first");
  }

  /** Takes over everything of another one, in a tenth of the time that making it takes. Worktrees are named by their paths, so these are made its own. */
  #copy(other: GitRepository): void {
    cpSync(other.root, this.root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    const worktrees = existsSync(this.path(".git/worktrees")) ? readdirSync(this.path(".git/worktrees")) : [];
    for (const name of worktrees) {
      const gitdir = this.path(".git/worktrees", name, "gitdir");
      const worktree = dirname(readFileSync(gitdir, "utf8").replace(other.root, this.root));
      for (const file of [gitdir, join(worktree, ".git")]) {
        writeFileSync(file, readFileSync(file, "utf8").replace(other.root, this.root));
      }
      // An index knows its files by their inodes too.
      this.gitIn(worktree, "update-index", "-q", "--refresh");
    }
    this.git("update-index", "-q", "--refresh");
  }

  /** Runs git in the repository and returns what it printed, without the last line feed. */
  git(...args: readonly string[]): string {
    return this.gitIn(this.root, ...args);
  }

  gitIn(directory: string, ...args: readonly string[]): string {
    const printed = execFileSync("git", args, {
      cwd: directory,
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    return printed.toString("utf8").replace(/\n$/u, "");
  }

  /** The environment of a person without configuration of their own. */
  environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env["PATH"],
      HOME: this.#temporary,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.org",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.org",
    };
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  /** A fresh path beside the repository. */
  beside(name: string): string {
    return join(this.#temporary, name);
  }

  write(path: string, content: string | Uint8Array, mode?: number): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
    if (mode !== undefined) chmodSync(this.path(path), mode);
  }

  link(path: string, target: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    if (existsSync(this.path(path))) unlinkSync(this.path(path));
    symlinkSync(target, this.path(path));
  }

  read(path: string): string {
    return readFileSync(this.path(path), "utf8");
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  commitAll(message: string): string {
    this.git("add", "-A");
    this.git("commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", message);
    return this.git("rev-parse", "HEAD");
  }

  /** The whole working tree as text: path, kind, executable bit and content of each file; `.git` left out. */
  tree(directory = this.root): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    const walk = (prefix: string): void => {
      for (const name of readdirSync(join(directory, prefix)).toSorted()) {
        const path = prefix === "" ? name : `${prefix}/${name}`;
        if (name === ".git") continue;
        const stat = lstatSync(join(directory, path));
        if (stat.isDirectory()) {
          found[`${path}/`] = "directory";
          walk(path);
        } else if (stat.isSymbolicLink()) found[path] = `link ${readlinkSync(join(directory, path))}`;
        else if (stat.isFile()) {
          const bits = (stat.mode & 0o100) === 0 ? "file" : "executable";
          found[path] = `${bits} ${readFileSync(join(directory, path)).toString("base64")}`;
        } else found[path] = "other";
      }
    };
    walk("");
    return found;
  }

  /** What no background work may change, byte for byte: HEAD, index, stash, branches, tags, reflogs, configuration. */
  userState(): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    const walk = (prefix: string): void => {
      const stat = lstatSync(this.path(".git", prefix), { throwIfNoEntry: false });
      if (stat === undefined) return;
      if (!stat.isDirectory()) found[prefix] = readFileSync(this.path(".git", prefix)).toString("base64");
      else
        for (const name of readdirSync(this.path(".git", prefix)).toSorted())
          if (`${prefix}/${name}` !== "refs/workflow") walk(`${prefix}/${name}`);
    };
    for (const name of ["HEAD", "ORIG_HEAD", "FETCH_HEAD", "index", "refs", "logs", "config", "hooks", "info"])
      walk(name);
    return found;
  }

  /** The Git port as the product uses it. */
  port(): SimpleGit {
    return new SimpleGit({ workspace: this.root, logger: this.logger });
  }

  async open(directory = this.root): Promise<Repository> {
    return openRepository(this.port(), directory);
  }

  /** Keeps everything as it is, `.git` too; the answer brings it back to the same place, as often as it is called. */
  snapshot(): () => void {
    const kept = mkdtempSync(join(this.#temporary, "kept-"));
    const copy = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
    cpSync(this.root, kept, copy);
    return () => {
      // A git that was killed may still be at its last call, and make a file.
      rmSync(this.root, { recursive: true, maxRetries: 5, retryDelay: 20 });
      cpSync(kept, this.root, copy);
    };
  }

  dispose(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}
