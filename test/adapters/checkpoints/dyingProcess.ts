/**
 * One operation on checkpoints in a process group of its own that kills itself, git included (SIGKILL), at one step:
 * `node dyingProcess.ts <root> <step> <delay> <operation> [<from> <to> [<safety>]]`. Steps are the calls that change something, of files and of git; with a delay
 * (milliseconds) the step is begun and cut off. Without a step that comes, prints how many there are.
 */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { parseObjectId } from "../../../src/core/git/objectId.ts";
import { refName } from "../../../src/core/git/refName.ts";
import type { FileSystem, Git, GitRequest, GitResult } from "../../../src/core/ports.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/sessionId.ts";
import { RecordsInMemory } from "../../support/checkpointScene.ts";
import { MemoryLogger } from "../../support/memoryLogger.ts";

const [root = "", at = "", delay = "", operation = "", ...landing] = process.argv.slice(2);
let steps = 0;

/** Counts a step that is about to begin and dies at the chosen one. */
function begin(): void {
  if (steps++ !== Number(at)) return;
  if (delay === "0") process.kill(0, "SIGKILL");
  else setTimeout(() => process.kill(0, "SIGKILL"), Number(delay));
}

const changing = new Set<string | symbol>([
  "writeAtomic",
  "createExclusive",
  "rename",
  "remove",
  "makeDirectory",
  "copyFile",
]);

function dyingFiles(fs: FileSystem): FileSystem {
  return new Proxy(fs, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
      return (...parameters: readonly unknown[]): unknown => {
        if (changing.has(name)) begin();
        return method.apply(target, parameters as unknown[]);
      };
    },
  });
}

class DyingGit implements Git {
  readonly #git: Git;

  constructor(git: Git) {
    this.#git = git;
  }

  async run(request: GitRequest): Promise<GitResult> {
    if (request.access === "write") begin();
    return this.#git.run(request);
  }
}

const logger = new MemoryLogger();
const random = new SystemRandom();
const checkpoints = new Checkpoints({
  root,
  git: new DyingGit(new SimpleGit({ workspace: root, logger })),
  fs: dyingFiles(new NodeFileSystem(random)),
  clock: new SystemClock(),
  random,
  logger,
  processes: nodeProcesses,
  sessions: new RecordsInMemory(),
});
const id = sessionIdFromSlug("scene");
if (operation === "take") await checkpoints.take(id);
else if (operation === "restore") await checkpoints.restore(id, 1, { index: true });
else if (operation === "undo") await checkpoints.undo(id);
else {
  const [from = "", to = "", safety = ""] = landing;
  const move = { ref: refName("refs/heads/main"), from: parseObjectId(from), to: parseObjectId(to) };
  if (operation === "land") await checkpoints.land(id, move);
  else await checkpoints.takeBack(id, { ...move, safety: Number(safety) });
}
process.stdout.write(String(steps));
