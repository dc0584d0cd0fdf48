import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NodeFileSystem } from "../../../../src/adapters/nodeFileSystem.ts";
import type { OpenedGate } from "../../../../src/adapters/open/openGate.ts";
import { SystemRandom } from "../../../../src/adapters/systemRandom.ts";
import type { Git } from "../../../../src/core/base/ports.ts";
import { branchRef } from "../../../../src/core/git/repository/refName.ts";
import type { Layer, LookTarget } from "../../../../src/core/review/looking/lookedProposal.ts";
import type { ProposalLooks } from "../../../../src/core/review/looking/proposalLooks.ts";
import { everyByte } from "../../../support/everyByte.ts";
import { GitRepository, type GitRepositoryOptions } from "../../../support/gitRepository.ts";
import { openWindow } from "../reviewWindow.ts";

/** A repository without `.workflow`, as plain git has made it, and a window that looks at it. */
export class LookingScene {
  readonly repository: GitRepository;

  constructor(
    options: GitRepositoryOptions = { files: { "a.txt": "one\ntwo\n", "b.txt": "b\n", ".gitignore": "*.log\n" } },
  ) {
    this.repository = new GitRepository(options);
  }

  /** A branch with a commit of its own, in a worktree beside the repository, and main with one since. */
  agentsWorktree(branch = "claude/login"): string {
    const { repository } = this;
    const path = repository.beside("worktrees/login");
    repository.git("worktree", "add", "--quiet", "-b", branch, path);
    this.writeIn(path, "a.txt", "one\ntwo\nthree\n");
    this.writeIn(path, "src/login.ts", "export const login = 1;\n");
    repository.gitIn(path, "add", "-A");
    repository.gitIn(path, "commit", "--quiet", "-m", "Log in");
    repository.write("b.txt", "b of main\n");
    repository.commitAll("main goes on");
    return path;
  }

  writeIn(worktree: string, path: string, text: string): void {
    mkdirSync(dirname(join(worktree, path)), { recursive: true });
    writeFileSync(join(worktree, path), text);
  }

  /** `git`: runs what the window asks, so that something can happen between two commands. */
  async window(git: Git = this.repository.port()): Promise<OpenedGate> {
    const fs = new NodeFileSystem(new SystemRandom());
    return openWindow(this.repository.root, { fs, git });
  }

  async looks(git?: Git): Promise<ProposalLooks> {
    return (await this.window(git)).looks;
  }

  /** The repository with its git directory, and another worktree where there is one. */
  state(worktree?: string): readonly Readonly<Record<string, string>>[] {
    return [this.repository.root, ...(worktree === undefined ? [] : [worktree])].map(everyByte);
  }

  branch(name: string): LookTarget {
    return { kind: "branch", branch: branchRef(name) };
  }

  /** What the reviewer's vault keeps of this repository, a name a line. */
  vaultRefs(): string {
    const vaults = this.repository.beside("vaults");
    const [vault = ""] = readdirSync(vaults);
    return this.repository.gitIn(join(vaults, vault), "for-each-ref", "--format=%(refname)");
  }

  dispose(): void {
    this.repository.dispose();
  }
}

/** Names and states of a layer's files: `M a.txt`. */
export function rows(layer: Layer | null): readonly string[] | null {
  return layer === null ? null : layer.files.map(({ status, path }) => `${status} ${path}`).toSorted();
}
