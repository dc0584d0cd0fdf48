import { afterEach } from "vitest";
import { WorkflowError } from "../../../src/core/base/errors.ts";
import type { Forks } from "../../../src/core/forks/forks.ts";
import { ForkScene } from "./forkScene.ts";

export interface ForeignWork extends Pick<ForkScene, "repository" | "sessions" | "checkpoints"> {
  readonly scene: ForkScene;
  readonly forks: Forks;
}

/** Makes, for each test that asks, a worktree that another tool has made on `claude/login`, with one commit; it goes with the test. */
export function foreignWork(): () => Promise<ForeignWork> {
  let made: ForkScene | undefined;
  afterEach(() => made?.repository.dispose());
  return async () => {
    const scene = (made = await ForkScene.make({ files: { "a.txt": "1\n", "b.txt": "1\n" } }));
    const { repository, sessions, checkpoints } = scene;
    repository.git("worktree", "add", "--quiet", "-b", "claude/login", ".claude/worktrees/login");
    commit(repository, "login.txt", "new\n");
    return { scene, repository, sessions, checkpoints, forks: scene.forks() };
  };
}

/** The other tool goes on; answers the commit. */
export function commit(repository: ForkScene["repository"], path: string, text: string): string {
  const worktree = repository.path(".claude/worktrees/login");
  repository.write(`.claude/worktrees/login/${path}`, text);
  repository.gitIn(worktree, "add", "-A");
  repository.gitIn(worktree, "commit", "--quiet", "-m", `Change ${path}`);
  return repository.gitIn(worktree, "rev-parse", "HEAD");
}

/** Code and words of the refusal. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return error instanceof WorkflowError ? `${error.code}: ${error.message}` : `not refused: ${String(error)}`;
}
