import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GitFeatures } from "../../../src/adapters/open/openWorkspace.ts";
import { openGate } from "../../../src/adapters/open/openGate.ts";
import { openWorkspace, type Workspace } from "../../../src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import type { Gate } from "../../../src/core/review/gate.ts";
import type { ReviewPolicy } from "../../../src/core/gate/policy.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { commitAll, git } from "../cli/gitScene.ts";
import { freshDirectory } from "../cli/wfs.ts";
import { reviewerOf } from "../review/reviewWindow.ts";

export interface Layout {
  readonly name: string;
  /** Makes it in an empty directory, with `a.txt` and `app/inner.txt` committed on `main`; gives the top of the checkout people work in. */
  readonly make: (directory: string) => string;
  /** A proposal is granted in it too; without, it differs from one of those only in how the git directory is found. */
  readonly review?: true;
}

function filled(top: string): string {
  mkdirSync(join(top, "app"), { recursive: true });
  writeFileSync(join(top, "a.txt"), "one\n");
  writeFileSync(join(top, "app/inner.txt"), "one\n");
  commitAll(top, "first");
  return top;
}

function plain(top: string): string {
  git("/", "init", "--quiet", "--initial-branch=main", top);
  return filled(top);
}

function bare(directory: string, common: string): string {
  const source = plain(join(directory, "source"));
  git(directory, "clone", "--quiet", "--bare", source, join(directory, "p", common));
  if (common !== ".git") writeFileSync(join(directory, "p/.git"), `gitdir: ./${common}\n`);
  git(join(directory, "p"), "worktree", "add", "--quiet", "main", "main");
  return join(directory, "p/main");
}

function submodule(directory: string): string {
  const source = plain(join(directory, "source"));
  const outer = plain(join(directory, "super"));
  git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", source, "lib");
  commitAll(outer, "with lib");
  return join(outer, "lib");
}

/** A repository in a tracked directory of another one, so that what is decided wrongly ends up in that one. */
function linkedInside(directory: string, target: string): string {
  const top = plain(join(plain(join(directory, "outer")), "inner"));
  mkdirSync(join(directory, "store"));
  renameSync(join(top, ".git"), join(directory, "store", target));
  symlinkSync(join(directory, "store", target), join(top, ".git"));
  return top;
}

export const layouts: readonly Layout[] = [
  { name: "a plain repository", make: (directory) => plain(join(directory, "r")) },
  {
    name: "a bare repository with worktrees beside it",
    make: (directory) => bare(directory, ".bare"),
    review: true,
  },
  { name: "a bare repository called .git with worktrees beside it", make: (directory) => bare(directory, ".git") },
  { name: "a submodule", make: submodule, review: true },
  {
    name: "a submodule whose core.worktree is in config.worktree",
    make(directory) {
      const top = submodule(directory);
      git(top, "config", "extensions.worktreeConfig", "true");
      git(top, "config", "--worktree", "core.worktree", git(top, "config", "core.worktree"));
      git(top, "config", "--local", "--unset", "core.worktree");
      return top;
    },
  },
  {
    name: "--separate-git-dir",
    review: true,
    make(directory) {
      const top = join(directory, "r");
      git(directory, "init", "--quiet", "--initial-branch=main", "--separate-git-dir", join(directory, "store"), top);
      return filled(top);
    },
  },
  {
    name: "a .git file with a relative path",
    make(directory) {
      const top = plain(join(directory, "r"));
      renameSync(join(top, ".git"), join(directory, "store"));
      writeFileSync(join(top, ".git"), "gitdir: ../store\n");
      return top;
    },
  },
  { name: "a .git that is a link", make: (directory) => linkedInside(directory, "inner.git") },
  { name: "a .git that is a link to another .git", make: (directory) => linkedInside(directory, ".git") },
  {
    name: "a repository in a folder that another one ignores",
    make(directory) {
      const outer = plain(join(directory, "outer"));
      writeFileSync(join(outer, ".gitignore"), "inner/\n");
      commitAll(outer, "ignore");
      return plain(join(outer, "inner"));
    },
  },
  {
    name: "a workspace reached through a link",
    make(directory) {
      plain(join(directory, "real"));
      symlinkSync(join(directory, "real"), join(directory, "short"));
      return join(directory, "short");
    },
  },
];

/** The layout in a fresh directory: the path it is opened by, and the same canonical. */
export function makeLayout({ make }: Layout): { readonly opened: string; readonly top: string } {
  const opened = make(freshDirectory());
  return { opened, top: realpathSync(opened) };
}

const policy = (): ReviewPolicy => ({ maxAgeMinutes: 0, requirePassedChecks: false });

/** The workspace a directory belongs to, with the gate of a window of a reviewer whose own things lie elsewhere. */
export async function openAt(
  directory: string,
): Promise<Workspace & GitFeatures & { readonly logger: MemoryLogger; readonly gate: () => Promise<Gate> }> {
  const logger = new MemoryLogger();
  const git = new SimpleGit({ workspace: directory, logger });
  const workspace = await openWorkspace(directory, { logger, git: () => git });
  const gitFeatures = await workspace.git?.();
  if (gitFeatures === undefined) throw new Error("There is git.");
  const gate = async (): Promise<Gate> => {
    const reviewer = reviewerOf(join(freshDirectory(), "workspace"), workspace.fs);
    return (
      await openGate({ ...workspace, ...reviewer, git, policy, gitFeatures: async () => Promise.resolve(gitFeatures) })
    ).gate;
  };
  return { ...workspace, ...gitFeatures, logger, gate };
}
