/** One operation on a run in a process that dies at one step (dying.ts). */
import { tmpdir } from "node:os";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { openRequests } from "../../../src/adapters/open/openRequests.ts";
import { openTraces } from "../../../src/adapters/open/openTraces.ts";
import { runSetupCommand } from "../../../src/adapters/setupCommand.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { joinPath } from "../../../src/core/files/paths.ts";
import { Forks } from "../../../src/core/forks/forks.ts";
import { RunQueue } from "../../../src/core/runs/model/runQueue.ts";
import { RunStore } from "../../../src/core/runs/model/runStore.ts";
import { Runs } from "../../../src/core/runs/runs.ts";
import type { SessionId } from "../../../src/core/sessions/model/sessionId.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { allEvents } from "../../support/allEvents.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { ShiftedClock } from "../../support/fakes/shiftedClock.ts";
import { finishing } from "./finishing.ts";

export type DyingRunOperation =
  | { readonly do: "start"; readonly session: SessionId }
  | { readonly do: "reset" | "retry" | "finish" | "teardown" };

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const operation = JSON.parse(json) as DyingRunOperation;
const logger = new MemoryLogger();
const random = new SystemRandom();
const simple = new SimpleGit({ workspace: root, logger });
const dying = new DyingPorts(new NodeFileSystem(random), simple, Number(step), Number(delay));
const { git, fs } = dying;
const ports = { fs, clock: new ShiftedClock(), random, logger, processes: nodeProcesses };
const sessions = new SessionService({ ...ports, root });
const checkpoints = new Checkpoints({ ...ports, root, git, sessions });
const forks = new Forks({ ...ports, git, sessions, checkpoints, temporary: tmpdir() });
const gitFeatures = async (): Promise<{ readonly checkpoints: Checkpoints }> => Promise.resolve({ checkpoints });
const requests = openRequests({ ...ports, root, git, sessions, gitFeatures });
const events = { note: async (): Promise<void> => Promise.resolve() };
const setup = (command: string) => ({ command, run: runSetupCommand });
const eventSource = allEvents(fs, sessions.directory);
const parts = {
  ...ports,
  gitDirectory: joinPath(root, ".git"),
  git,
  sessions,
  checkpoints,
  forks,
  events,
  traces: openTraces({ ...ports, eventSource, sessions }),
  setup,
  requests: async () => Promise.resolve(requests),
};
const files = { ...ports, workflow: sessions.directory };
const store = new RunStore(files);
const queue = new RunQueue(files);
const runs = new Runs({ ...parts, store, queue, eventSource, scope: () => "user:somebody", variables: {} });
switch (operation.do) {
  case "start":
    await runs.start({ task: "a", lane: "repo-fix", session: operation.session, setup: "echo ready > built.txt" });
    break;
  case "reset":
    await runs.reset("a");
    break;
  case "retry":
    await runs.retry("a");
    break;
  case "finish":
    await runs.finish("a", finishing);
    break;
  case "teardown":
    await runs.teardown("a", { requestedBy: "me" });
}
await runs.whenDiscarded();
process.stdout.write(dying.steps);
