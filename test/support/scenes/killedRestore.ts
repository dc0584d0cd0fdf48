import { say } from "../../../src/core/base/text.ts";
import { spawnSync } from "node:child_process";
import { expect } from "vitest";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { GitError } from "../../../src/core/git/repository/gitError.ts";
import type { Git } from "../../../src/core/base/ports.ts";
import type { CheckpointScene } from "./checkpointScene.ts";

/** Restores checkpoint `n` in a process that dies when the first file is to change; answers the checkpoints of the next process. */
export async function killedRestore(
  { repository, options, id }: Pick<CheckpointScene, "repository" | "options" | "id">,
  n: number,
): Promise<Checkpoints> {
  const port = repository.port();
  const git: Git = {
    async run(request) {
      const moving =
        request.args.includes("checkout-index") || request.args.some((argument) => argument.endsWith(":from"));
      if (moving) throw new GitError("failed", say`gone`);
      return port.run(request);
    },
  };
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  const processes = { host: nodeProcesses.host, pid: dead, alive: () => false };
  await expect(new Checkpoints({ ...options, processes, git }).restore(id, n)).rejects.toThrow("gone");
  expect(repository.git("for-each-ref", `refs/workflow/${id}/restoring`)).not.toBe("");
  return new Checkpoints({ ...options, processes: nodeProcesses });
}
