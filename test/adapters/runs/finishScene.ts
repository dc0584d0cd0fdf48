import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { openEvents } from "../../../src/adapters/open/openEvents.ts";
import { openRuns } from "../../../src/adapters/open/openRuns.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { FileSystem, Git } from "../../../src/core/base/ports.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { Forks } from "../../../src/core/forks/forks.ts";
import { RequestService } from "../../../src/core/review/requests/requestService.ts";
import type { Runs } from "../../../src/core/runs/runs.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

export interface RunScene {
  readonly sessions: SessionService;
  readonly runs: Runs;
}

const setup = (command: string): never => {
  throw new Error(`${command} is run`);
};

/** Runs of a repository as openWorkspace.ts puts them together, on these ports. */
export function runsIn(root: string, { fs, git }: { readonly fs: FileSystem; readonly git: Git }): RunScene {
  const base = { root, fs, clock: new ShiftedClock(), random: new SystemRandom(), logger: new MemoryLogger() };
  const events = openEvents({ ...base, workflow: `${root}/.workflow`, actor: "person" });
  const sessions = new SessionService(base);
  const parts = { ...base, git, sessions, events, processes: nodeProcesses };
  const checkpoints = new Checkpoints(parts);
  const forks = new Forks({ ...parts, checkpoints, temporary: root });
  const requests = new RequestService({
    ...parts,
    cryptography: new NodeCryptography(),
    keys: { keys: async () => Promise.resolve([]) },
    workTrees: {
      treeOf: async (session, signal) => checkpoints.treeOf(session, signal),
      currentTree: async (session, signal) => checkpoints.currentTree(session, signal),
    },
  });
  return {
    sessions,
    runs: openRuns({ ...parts, checkpoints, forks, setup, requests: async () => Promise.resolve(requests) }),
  };
}

/** What the run of the scene is finished with. */
export const finishing = {
  summary: "Waits longer.",
  checks: ["npm test"],
  check: async (): Promise<number> => Promise.resolve(0),
};
