/** One operation on checkpoints in a process that dies at one step (dying.ts): what it leaves is what the tests named kill.test.ts look at. */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { RecordsInMemory } from "../../support/scenes/checkpointScene.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

export type DyingOperation =
  | { readonly do: "take" | "restore" | "undo" }
  | { readonly do: "land"; readonly move: BranchUpdate }
  | { readonly do: "take-back"; readonly move: BranchUpdate; readonly safety: number };

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const operation = JSON.parse(json) as DyingOperation;
const logger = new MemoryLogger();
const random = new SystemRandom();
const git = new SimpleGit({ workspace: root, logger });
const ports = new DyingPorts(new NodeFileSystem(random), git, Number(step), Number(delay));
const checkpoints = new Checkpoints({
  root,
  git: ports.git,
  fs: ports.fs,
  clock: new SystemClock(),
  random,
  logger,
  processes: nodeProcesses,
  sessions: new RecordsInMemory(),
});
const id = sessionIdFromSlug("scene");
switch (operation.do) {
  case "take":
    await checkpoints.take(id);
    break;
  case "restore":
    await checkpoints.restore(id, 1, { index: true });
    break;
  case "undo":
    await checkpoints.undo(id);
    break;
  case "land":
    await checkpoints.updateBranchAndWorktree(id, operation.move);
    break;
  case "take-back":
    await checkpoints.revertBranchUpdate(id, { ...operation.move, safety: operation.safety });
}
process.stdout.write(ports.steps);
