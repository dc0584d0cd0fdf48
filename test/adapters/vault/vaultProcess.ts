/** A window of its own that opens a vault and does one thing with it, and dies at one step if it is told to (dying.ts). */
import { NodeCryptography } from "../../../src/adapters/nodeCryptography.ts";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemClock } from "../../../src/adapters/systemClock.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { openRepository } from "../../../src/core/git/repository/repository.ts";
import type { Kept } from "../../../src/core/review/vault/keptObjects.ts";
import { Vault } from "../../../src/core/review/vault/vault.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

export type VaultOperation = { readonly directory: string } & (
  | { readonly do: "import"; readonly wanted: readonly Kept[] }
  | { readonly do: "tidy" }
);

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const operation = JSON.parse(json) as VaultOperation;
const logger = new MemoryLogger();
const random = new SystemRandom();
const git = new SimpleGit({ workspace: root, logger });
const ports = new DyingPorts(new NodeFileSystem(random), git, Number(step), Number(delay));
const vault = await Vault.open({
  git: ports.git,
  fs: ports.fs,
  directory: operation.directory,
  source: await openRepository(git, root),
  logger,
  random,
  clock: new SystemClock(),
  cryptography: new NodeCryptography(),
});
if (operation.do === "import") await vault.import(operation.wanted);
else await vault.tidy();
process.stdout.write(ports.steps);
