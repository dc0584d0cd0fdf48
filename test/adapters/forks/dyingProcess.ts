/**
 * One operation on a fork in a process of its own that kills itself (SIGKILL) at one step: `node dyingProcess.ts <root> <step> <json>`.
 * Steps are the calls that change something, of files and of git; a step of git may also be cut while git runs (`<n>.5`).
 * Without a step that comes, prints the steps there are: one letter each, `f` for files and `g` for git.
 */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { Forks } from "../../../src/core/forks/forks.ts";
import type { FileSystem, Git, GitRequest, GitResult } from "../../../src/core/ports.ts";
import type { SessionId } from "../../../src/core/sessions/sessionId.ts";
import { SessionService } from "../../../src/core/sessions/sessionService.ts";
import { MemoryLogger } from "../../support/memoryLogger.ts";

const [root = "", at = "", json = ""] = process.argv.slice(2);
const last = Number(at);
let step = 0;
let steps = "";

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

const changing = new Set<string | symbol>([
  "writeAtomic",
  "createExclusive",
  "rename",
  "touch",
  "remove",
  "removeTree",
  "makeDirectory",
  "copyFile",
]);

function dyingFiles(fs: FileSystem): FileSystem {
  return new Proxy(fs, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
      return (...parameters: readonly unknown[]): unknown => {
        if (changing.has(name)) {
          steps += "f";
          if (step++ === last) die();
        }
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
    const now = request.access === "write" ? step++ : -1;
    if (now >= 0) steps += "g";
    if (now === last) die();
    const running = this.#git.run(request);
    if (now + 0.5 === last) setTimeout(die, 2);
    return running;
  }
}

const operation = JSON.parse(json) as
  | { readonly create: string }
  | { readonly open: SessionId }
  | { readonly sync: SessionId }
  | { readonly rename: SessionId; readonly to: string }
  | { readonly remove: SessionId };

const logger = new MemoryLogger();
const random = new SystemRandom();
const ports = { fs: dyingFiles(new NodeFileSystem(random)), clock: new SystemClock(), random, logger };
const git = new DyingGit(new SimpleGit({ workspace: root, logger }));
const sessions = new SessionService({ ...ports, root });
const checkpoints = new Checkpoints({ ...ports, root, git, sessions, processes: nodeProcesses });
const forks = new Forks({ ...ports, git, sessions, checkpoints, processes: nodeProcesses });
if ("create" in operation) await forks.create({ slug: operation.create });
else if ("open" in operation) await forks.open(operation.open);
else if ("sync" in operation) await forks.sync(operation.sync);
else if ("rename" in operation) await forks.rename(operation.rename, operation.to);
else await forks.remove(operation.remove, { force: true });
await forks.settled();
process.stdout.write(steps);
