import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { makeWorkflowTree } from "./workflowTree.ts";

/** Files of the repository: a project of a few people. */
const fileCount = 500;

/**
 * Makes a repository with so many sessions, of which the last `asking` are forks in worktrees with a request each that waits: merges, commits and
 * removals in turns.
 *
 * @returns the directory to open
 */
export async function makeAskedWorkspace(
  directory: string,
  sessions: number,
  asking: number,
): Promise<{ readonly root: string }> {
  const files = Array.from({ length: fileCount }, (_, n) => [
    `src/d${n % 20}/f${n}.ts`,
    `export const n${n} = ${n};\n`,
  ]);
  const repository = new GitRepository({
    within: directory,
    files: Object.fromEntries(files) as Record<string, string>,
  });
  const { root, logger } = repository;
  // A session has no name of who asks for a commit.
  repository.git("config", "user.name", "Bench");
  repository.git("config", "user.email", "bench@example.org");
  const { active } = makeWorkflowTree(root, sessions - asking);
  const workspace = await openWorkspace(root, { logger, git: () => repository.port() });
  const [features, requests] = [await workspace.git?.(), await workspace.requests?.()];
  if (features === undefined || requests === undefined) throw new Error("There is no git.");
  await workspace.sessions.init();
  for (let n = 0; n < asking; n += 1) {
    const fork = sessionIdFromSlug(`asks-${n}`);
    await features.forks.create({ slug: fork, baseline: active });
    await features.forks.open(fork);
    const worktree = join(root, ".worktrees", fork);
    writeFileSync(join(worktree, "src", `new-${n}.ts`), `export const added = ${n};\n`);
    const input = { summary: `Asks for the ${n}th time`, requestedBy: "bench" };
    if (n % 3 === 0) {
      repository.gitIn(worktree, "add", "-A");
      repository.gitIn(worktree, "commit", "--quiet", "-m", "work of the fork");
      await requests.ask("merge", fork, input);
    } else if (n % 3 === 1) await requests.ask("commit", fork, input);
    else await requests.ask("teardown", fork, input);
  }
  return { root };
}
