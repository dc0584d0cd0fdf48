import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { runSetupCommand } from "../../../src/adapters/setupCommand.ts";
import { RunStore } from "../../../src/core/runs/model/runStore.ts";
import { Runs, type RunsOptions } from "../../../src/core/runs/runs.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import type { GitRepositoryOptions } from "../../support/gitRepository.ts";
import { base, ForkScene } from "../forks/forkScene.ts";

export { base };
export const a = sessionIdFromSlug("a");

/** A real repository with a session `WFS-base`, and runs on real files and real git. */
export class RunScene {
  readonly forks: ForkScene;
  readonly #options: Omit<RunsOptions, "store">;

  private constructor(forks: ForkScene, options: Omit<RunsOptions, "store">) {
    this.forks = forks;
    this.#options = options;
  }

  static async make(options?: GitRepositoryOptions): Promise<RunScene> {
    const forks = await ForkScene.make(options);
    const git = forks.repository.port();
    const workspace = await openWorkspace(forks.repository.root, { logger: forks.repository.logger, git: () => git });
    if (workspace.requests === undefined) throw new Error("no git");
    return new RunScene(forks, {
      ...workspace,
      processes: nodeProcesses,
      requests: workspace.requests,
      checkpoints: forks.checkpoints,
      forks: forks.forks({ processes: nodeProcesses }),
      setup: (command) => ({ command, run: runSetupCommand }),
      user: "somebody",
      variables: { PATH: process.env["PATH"], GITHUB_TOKEN: "secret" },
    });
  }

  /** Another process on the same workspace. */
  runs(ports: Partial<RunsOptions> = {}): Runs {
    const options = { ...this.#options, ...ports };
    const store = new RunStore({ ...options, workflow: options.sessions.directory });
    return new Runs({ store, ...options });
  }

  get repository(): ForkScene["repository"] {
    return this.forks.repository;
  }

  get options(): Omit<RunsOptions, "store"> {
    return this.#options;
  }

  /** A file of the worktree of a run that has made its fork. */
  worktree(...parts: readonly string[]): string {
    return join(this.repository.path(".worktrees/WFS-a"), ...parts);
  }

  write(path: string, text: string): void {
    this.repository.write(`.worktrees/WFS-a/${path}`, text);
  }

  git(...args: readonly string[]): string {
    return this.repository.gitIn(this.worktree(), ...args);
  }

  /** Everything in the worktree but its `.git`, and what git says of it. */
  capsule(): unknown {
    const { ".git": _link, ...files } = this.repository.tree(this.worktree());
    const ignored = this.git("status", "--porcelain", "--branch", "--ignored");
    return { files, ignored, head: this.git("rev-parse", "HEAD"), flags: this.git("ls-files", "-v") };
  }

  /** The file of a checkpoint of the run's fork. */
  kept(checkpoint: number | null, path: string): string {
    return this.repository.git("show", `refs/workflow/WFS-a/checkpoints/${String(checkpoint)}:${path}`);
  }

  record(place = "WFS-a"): Readonly<Record<string, unknown>> {
    const path = this.repository.path(".workflow", place, "runs/a/run.json");
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>) : {};
  }

  dispose(): void {
    this.repository.dispose();
  }
}
