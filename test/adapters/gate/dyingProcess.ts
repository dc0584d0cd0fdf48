/** A reviewer's window that grants one request and dies at one step, counted from the claim on (dying.ts). */
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { DyingPorts } from "../../support/dyingPorts.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { openWindow, reviewerOf } from "../review/reviewWindow.ts";

export interface DyingGrant {
  readonly grant: RequestId;
  readonly remotes?: readonly string[];
}

const [root = "", step = "", delay = "", json = ""] = process.argv.slice(2);
const { grant, remotes = [] } = JSON.parse(json) as DyingGrant;
const fs = new NodeFileSystem(new SystemRandom());
const git = new SimpleGit({ workspace: root, logger: new MemoryLogger() });
const dying = new DyingPorts(fs, git, Number(step), Number(delay));
const claim = `${reviewerOf(root, fs).home.claimsOf(root)}/${grant}`;
let claimed = false;

function fromClaimOn<Port extends object>(before: Port, after: Port): Port {
  return new Proxy(before, {
    get: (_target, name) => {
      return (...parameters: readonly unknown[]): unknown => {
        claimed ||= name === "createExclusive" && parameters[0] === claim;
        const port = claimed ? after : before;
        return (Reflect.get(port, name) as (...all: readonly unknown[]) => unknown).apply(
          port,
          parameters as unknown[],
        );
      };
    },
  });
}

const { gate } = await openWindow(root, { fs: fromClaimOn(fs, dying.fs), git: fromClaimOn(git, dying.git), remotes });
await gate.grant(await gate.prepare(grant), "ada");
process.stdout.write(dying.steps);
