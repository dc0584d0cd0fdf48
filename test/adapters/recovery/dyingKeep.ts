/** One end of the temporary workspace, or of a session, in a process that dies at one of the steps it takes (dying.ts). */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { sessionsWithCheckpoints } from "./keepScene.ts";

export interface DyingKeep {
  readonly do: "keep" | "discard" | "delete";
}

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const operation = JSON.parse(json) as DyingKeep;
const git = new SimpleGit({ workspace: root, logger: new MemoryLogger() });
const dying = new DyingPorts(new NodeFileSystem(new SystemRandom()), git, Number(step), Number(delay));
const { sessions } = sessionsWithCheckpoints(root, dying);
switch (operation.do) {
  case "keep":
    await sessions.keepTemporary("kept");
    break;
  case "discard":
    await sessions.discardTemporary(true);
    break;
  case "delete":
    await sessions.setAside(sessionIdFromSlug("kept"));
}
process.stdout.write(dying.steps);
