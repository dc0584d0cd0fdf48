import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { FileSystem, Git } from "../../../src/core/base/ports.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { keptOutside } from "../../../src/core/checkpoints/keptOutside.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

/** Sessions of a repository that know of their checkpoints, as openWorkspace.ts puts them together. `ahead`: milliseconds the clock is. */
export function sessionsWithCheckpoints(
  root: string,
  { fs, git }: { readonly fs: FileSystem; readonly git: Git },
  ahead = 0,
): { readonly sessions: SessionService; readonly checkpoints: Checkpoints } {
  const clock = new ShiftedClock();
  clock.ahead = ahead;
  const ports = { root, fs, clock, random: new SystemRandom(), logger: new MemoryLogger() };
  const versions = async (): Promise<{ readonly checkpoints: Checkpoints }> => Promise.resolve({ checkpoints });
  const sessions = new SessionService({
    ...ports,
    outside: keptOutside({ fs, gitDirectory: `${root}/.git`, versions }),
  });
  const checkpoints = new Checkpoints({ ...ports, git, processes: nodeProcesses, sessions });
  return { sessions, checkpoints };
}
