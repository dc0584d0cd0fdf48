import { execFileSync } from "node:child_process";
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { measure } from "../support/measure.ts";
import { ports } from "../support/ports.ts";
import { atMost, type BenchRow } from "../support/row.ts";

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    cwd,
    encoding: "utf8",
  });
}

/** Worktrees of other tools, each with a commit and an edit of its own, in a repository without `.workflow`. */
async function makeRepository(directory: string, worktrees: number): Promise<string> {
  const root = join(await realpath(directory), "r");
  await mkdir(root);
  git(root, "init", "--quiet", "--initial-branch=main");
  for (let file = 0; file < 200; file += 1) await writeFile(join(root, `file-${file}.txt`), `${file}\n`);
  await writeFile(join(root, ".gitignore"), ".claude/\n");
  git(root, "add", "-A");
  git(root, "commit", "--quiet", "-m", "first");
  for (let at = 0; at < worktrees; at += 1) {
    const worktree = join(root, ".claude/worktrees", `task-${at}`);
    git(root, "worktree", "add", "--quiet", "-b", `worktree-task-${at}`, worktree);
    await writeFile(join(worktree, "own.txt"), `${at}\n`);
    git(worktree, "add", "-A");
    git(worktree, "commit", "--quiet", "-m", `task ${at}`);
    await writeFile(join(worktree, "edited.txt"), `${at}\n`);
  }
  return root;
}

export const row: BenchRow = {
  id: "found",
  position: 102,
  title: "found work beyond activation",
  unit: "worktrees",
  sizes: [50],
  target: "≤ 60 ms in a window that has asked git nothing yet",
  async run(context, size) {
    const root = await makeRepository(await context.directory(), size);
    const list = async (): Promise<number> => {
      const own = new SimpleGit({ workspace: root, logger: ports.logger });
      const workspace = await openWorkspace(root, { logger: ports.logger, git: () => own });
      const started = performance.now();
      const { found } = (await (await workspace.found?.())?.list()) ?? { found: [] };
      const took = performance.now() - started;
      if (found.length !== size + 1) throw new Error(`${found.length} of ${size + 1} were found.`);
      return took;
    };
    const figures = await measure(
      {
        ours: list,
        floor: () => {
          git(root, "worktree", "list", "--porcelain");
        },
        peer: () => {
          const listed = git(root, "worktree", "list", "--porcelain");
          for (const [, worktree = ""] of listed.matchAll(/^worktree (.+)$/gmu)) git(worktree, "status", "--porcelain");
        },
      },
      { rounds: context.rounds(10), warmUp: 1 },
    );
    return {
      figures,
      checks: [atMost("ours, median", figures.ours.median, 60, "ms")],
      notes: [
        "ours: the entries with branch, product and age; ahead, files and what is uncommitted follow row by row; floor: `git worktree list --porcelain`; peer: that and one `git status` each",
      ],
    };
  },
};
