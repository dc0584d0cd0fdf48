/** Finishes a run in a process that dies at one of the steps it takes (dying.ts). */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { finishing, runsIn } from "./finishScene.ts";

const [root = "", step = "", delay = ""] = process.argv.slice(2);
const git = new SimpleGit({ workspace: root, logger: new MemoryLogger() });
const dying = new DyingPorts(new NodeFileSystem(new SystemRandom()), git, Number(step), Number(delay));
await runsIn(root, dying).runs.finish("fix", finishing);
process.stdout.write(dying.steps);
