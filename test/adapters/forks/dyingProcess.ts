/** One operation on a fork in a process that dies at one step (dying.ts). */
import { tmpdir } from "node:os";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { Forks } from "../../../src/core/forks/forks.ts";
import { branchRef } from "../../../src/core/git/repository/refName.ts";
import type { SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";

export type DyingOperation =
  | { readonly do: "create"; readonly slug: string }
  | { readonly do: "adopt"; readonly branch: string }
  /** Settles all that a sweep an hour later finds. */
  | { readonly do: "settle" }
  | { readonly do: "open" | "sync" | "remove"; readonly fork: SessionId }
  | { readonly do: "rename"; readonly fork: SessionId; readonly to: string };

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const operation = JSON.parse(json) as DyingOperation;
const logger = new MemoryLogger();
const random = new SystemRandom();
const simple = new SimpleGit({ workspace: root, logger });
const dying = new DyingPorts(new NodeFileSystem(random), simple, Number(step), Number(delay));
const { git } = dying;
const clock = new ShiftedClock();
if (operation.do === "settle") clock.ahead = 60 * 60 * 1000;
const ports = { fs: dying.fs, clock, random, logger };
const sessions = new SessionService({ ...ports, root });
const checkpoints = new Checkpoints({ ...ports, root, git, sessions, processes: nodeProcesses });
const forks = new Forks({ ...ports, git, sessions, checkpoints, processes: nodeProcesses, temporary: tmpdir() });
switch (operation.do) {
  case "create":
    await forks.create({ slug: operation.slug });
    break;
  case "adopt":
    await forks.adoptBranch({ branch: operation.branch, baseline: branchRef("main") });
    break;
  case "open":
    await forks.open(operation.fork);
    break;
  case "sync":
    await forks.sync(operation.fork);
    break;
  case "rename":
    await forks.rename(operation.fork, operation.to);
    break;
  case "remove":
    await forks.remove(operation.fork, { force: true });
    break;
  case "settle":
    await forks.applySweep(await forks.sweep());
}
await forks.whenDiscarded();
process.stdout.write(dying.steps);
