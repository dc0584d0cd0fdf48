import { tmpdir } from "node:os";
import type { CheckpointsOptions } from "../../core/checkpoints/checkpointOptions.ts";
import { Checkpoints } from "../../core/checkpoints/checkpoints.ts";
import { Forks } from "../../core/forks/forks.ts";
import { openRepository } from "../../core/git/repository/repository.ts";
import { parentPath } from "../../core/files/paths.ts";
import type { Git } from "../../core/base/ports.ts";
import type { ForkSetup } from "../../core/forks/openFork.ts";
import type { Sessions } from "../../core/sessions/model/sessions.ts";
import { nodeProcesses } from "../nodeProcesses.ts";
import { runSetupCommand } from "../setupCommand.ts";

export interface GitFeaturesOptions extends Omit<CheckpointsOptions, "processes" | "sessions"> {
  readonly sessions: Sessions;
}

/** `GitFeatures` of openWorkspace.ts. */
export function openGitFeatures(options: GitFeaturesOptions): {
  readonly checkpoints: Checkpoints;
  readonly forks: Forks;
  readonly setup: (command: string) => ForkSetup;
} {
  const parts = { ...options, processes: nodeProcesses };
  const checkpoints = new Checkpoints({ ...parts, recoverFork: async (id) => forks.recover(id) });
  const forks: Forks = new Forks({ ...parts, checkpoints, temporary: tmpdir() });
  return { checkpoints, forks, setup: (command) => ({ command, run: runSetupCommand }) };
}

/** Whether the repository has files of the directory in its index; never of one outside of its work tree. */
export async function isTracked(git: Git, directory: string): Promise<boolean> {
  const repository = await openRepository(git, parentPath(directory));
  if (!directory.startsWith(`${repository.paths.root}/`)) return false;
  return (await repository.read(["ls-files", "-z", "--", directory])).length > 0;
}
