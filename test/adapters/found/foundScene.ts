import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import type { Git, GitRequest } from "../../../src/core/base/ports.ts";
import type { Found } from "../../../src/core/found/found.ts";
import type { FoundOptions } from "../../../src/core/found/listFound.ts";
import type { FoundWork } from "../../../src/core/found/model/foundWork.ts";
import { GitRepository, type GitRepositoryOptions } from "../../support/gitRepository.ts";

/** A repository that other tools work in, looked at as a window or `wfs` does. */
export class FoundScene {
  readonly repository: GitRepository;
  /** What was asked of git. */
  readonly asked: GitRequest[] = [];

  constructor(options?: GitRepositoryOptions) {
    this.repository = new GitRepository(options);
  }

  /** Of the workspace that a directory belongs to. */
  async found(directory = this.repository.root): Promise<Found> {
    const port = this.repository.port();
    const git: Git = {
      run: async (request) => {
        this.asked.push(request);
        return port.run(request);
      },
    };
    const workspace = await openWorkspace(directory, { logger: this.repository.logger, git: () => git });
    if (workspace.found === undefined) throw new Error("There is git.");
    return workspace.found();
  }

  /** All of it, measured, in short. */
  async short(options?: FoundOptions, directory?: string): Promise<readonly string[]> {
    return (await (await this.found(directory)).measured(options)).found.map((work) => this.line(work));
  }

  /** `worktree claude/a Claude Code +1 -0 1 dirty 2`; a detached one by its path below the repository's own directory. */
  line({ kind, branch, path, tool, ahead, behind, files, squashed, dirty }: FoundWork): string {
    const measures = kind === "changes" ? [] : [`+${ahead ?? "?"}`, `-${behind ?? "?"}`, String(files ?? "?")];
    const name = branch ?? path?.replace(`${dirname(this.repository.root)}/`, "") ?? "?";
    return [
      kind,
      name,
      ...(tool === null ? [] : [tool]),
      ...measures,
      ...(squashed === true ? ["squashed"] : []),
      ...(dirty === null ? [] : ["dirty", String(dirty)]),
    ].join(" ");
  }

  /** A linked worktree, on a new branch where one is named. */
  worktree(path: string, branch?: string): string {
    const on = branch === undefined ? ["--detach"] : ["-b", branch];
    this.repository.git("worktree", "add", "--quiet", ...on, path);
    return path;
  }

  /** Commits in a working tree; answers the commit. */
  commit(directory: string, path: string, text = "new\n"): string {
    writeFileSync(join(directory, path), text);
    this.repository.gitIn(directory, "add", path);
    this.repository.gitIn(directory, "commit", "--quiet", "--no-gpg-sign", "-m", path);
    return this.repository.gitIn(directory, "rev-parse", "HEAD");
  }

  /** A branch with commits of its own that nothing has checked out. */
  branch(
    name: string,
    files: Readonly<Record<string, string>> = { [`${name.replaceAll("/", "-")}.txt`]: "new\n" },
  ): void {
    const { repository } = this;
    const from = repository.git("symbolic-ref", "--short", "HEAD");
    repository.git("checkout", "--quiet", "-b", name);
    for (const [path, text] of Object.entries(files)) {
      repository.write(path, text);
      repository.git("add", path);
      repository.git("commit", "--quiet", "--no-gpg-sign", "-m", path);
    }
    repository.git("checkout", "--quiet", from);
  }

  /** Everything on the disk around the repository, with `.git`: kind, mode, inode, size, times and content of each. */
  everything(): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    const walk = (path: string): void => {
      const stat = lstatSync(path, { bigint: true });
      const content = stat.isFile()
        ? createHash("sha256").update(readFileSync(path)).digest("hex")
        : stat.isSymbolicLink()
          ? readlinkSync(path)
          : "";
      found[path] = [stat.mode, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs, content].join(" ");
      if (stat.isDirectory()) for (const name of readdirSync(path)) walk(join(path, name));
    };
    walk(dirname(this.repository.root));
    return found;
  }
}
