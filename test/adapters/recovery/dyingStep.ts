/** One step on the active session's record in a process that dies at one of the writes it takes (dying.ts). */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { Phase } from "../../../src/core/sessions/model/session.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

export interface DyingStep {
  readonly enter: Phase;
}

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const { enter } = JSON.parse(json) as DyingStep;
const [random, logger] = [new SystemRandom(), new MemoryLogger()];
const git = new SimpleGit({ workspace: root, logger });
const dying = new DyingPorts(new NodeFileSystem(random), git, Number(step), Number(delay));
await new SessionService({ root, fs: dying.fs, clock: new SystemClock(), random, logger }).enterPhase(enter);
process.stdout.write(dying.steps);
