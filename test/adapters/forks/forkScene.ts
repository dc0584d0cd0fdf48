import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { Forks, type ForksOptions } from "../../../src/core/forks/forks.ts";
import type { Processes } from "../../../src/core/base/ports.ts";
import { sessionIdFromSlug, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import type { Sessions } from "../../../src/core/sessions/model/sessions.ts";
import { GitRepository, type GitRepositoryOptions } from "../../support/gitRepository.ts";

export const base = sessionIdFromSlug("base");

/** A real repository with a session `WFS-base` in it, and forks on real files and real git. */
export class ForkScene {
  readonly repository: GitRepository;
  readonly sessions: Sessions;
  readonly checkpoints: Checkpoints;
  readonly #options: ForksOptions;

  private constructor(repository: GitRepository, checkpoints: Checkpoints, options: Omit<ForksOptions, "checkpoints">) {
    this.repository = repository;
    this.checkpoints = checkpoints;
    this.sessions = options.sessions;
    this.#options = { ...options, checkpoints };
  }

  static async make(options?: GitRepositoryOptions): Promise<ForkScene> {
    const repository = new GitRepository(options);
    const git = repository.port();
    const workspace = await openWorkspace(repository.root, { logger: repository.logger, git: () => git });
    await workspace.sessions.init();
    await workspace.sessions.create({ slug: base, project: "The baseline" });
    const processes: Processes = { host: "here", pid: 1, alive: (pid) => pid === 1 };
    return new ForkScene(repository, new Checkpoints({ ...workspace, git, processes }), {
      ...workspace,
      git,
      processes,
      temporary: tmpdir(),
    });
  }

  /** Another process on the same workspace: its own object, and other ports where a test wants to look or to interfere. */
  forks(ports: Partial<ForksOptions> = {}): Forks {
    return new Forks({ ...this.#options, ...ports });
  }

  get options(): ForksOptions {
    return this.#options;
  }

  worktree(id: SessionId): string {
    return this.repository.path(".worktrees", id);
  }

  /** Names below `.worktrees`, sorted. */
  worktrees(): readonly string[] {
    const directory = this.repository.path(".worktrees");
    return existsSync(directory) ? readdirSync(directory).toSorted() : [];
  }

  branches(): readonly string[] {
    const printed = this.repository.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/session/");
    return printed === "" ? [] : printed.split("\n");
  }

  async ids(): Promise<readonly string[]> {
    return (await this.sessions.list()).map(({ id, state }) => `${id} ${state}`).toSorted();
  }

  /** Commits in a fork's worktree as an agent does. */
  commitIn(id: SessionId, path: string, text: string): string {
    this.repository.write(`.worktrees/${id}/${path}`, text);
    this.repository.gitIn(this.worktree(id), "add", "-A");
    this.repository.gitIn(this.worktree(id), "commit", "--quiet", "-m", `change ${path}`);
    return this.repository.gitIn(this.worktree(id), "rev-parse", "HEAD");
  }
}
