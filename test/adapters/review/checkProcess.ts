/** A window that is in the middle of a required check until it is killed: it says where its checkout is, and leaves a process running in it. */
import { spawn } from "node:child_process";
import { nodeProcesses } from "../../../src/adapters/nodeProcesses.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { parseObjectId } from "../../../src/core/git/repository/objectId.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import { inCleanCheckout } from "../../../src/core/review/checks/cleanCheckout.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

const [root = "", commit = "", checkouts = ""] = process.argv.slice(2);
const logger = new MemoryLogger();
const random = new SystemRandom();
const parts = {
  fs: new NodeFileSystem(random),
  clock: new SystemClock(),
  random,
  processes: nodeProcesses,
  logger,
  checkouts: () => Promise.resolve(checkouts),
};
const repository = await openRepository(new SimpleGit({ workspace: root, logger }), root);
await inCleanCheckout(parts, repository, parseObjectId(commit), async (directory) => {
  process.stdout.write(`${directory}\n`);
  await new Promise(() => spawn("sleep", ["600"]));
});
