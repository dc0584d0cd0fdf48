/**
 * A reviewer's window that has looked at one request several times and, once all windows of the race are ready, grants them all at once:
 * `node <program> <root> <step> <delay> <Race as JSON>` (dying.ts). Prints what came of each as JSON.
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SimpleGit } from "../../../src/adapters/simpleGit.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { asWorkflowError } from "../../../src/core/base/errors.ts";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";
import { openWindow } from "../review/reviewWindow.ts";

export interface Race {
  readonly grant: RequestId;
  readonly times: number;
  readonly windows: number;
  /** An existing directory where the windows say that they are ready. */
  readonly start: string;
}

const [root = "", , , json = ""] = process.argv.slice(2);
const { grant, times, windows, start } = JSON.parse(json) as Race;
const logger = new MemoryLogger();
const { gate } = await openWindow(root, {
  fs: new NodeFileSystem(new SystemRandom()),
  git: new SimpleGit({ workspace: root, logger }),
  logger,
});
const actions = [];
for (let n = 0; n < times; n += 1) actions.push(await gate.prepare(grant));
writeFileSync(join(start, String(process.pid)), "");
while (existsSync(start) && readdirSync(start).length < windows) await sleep(1);
const granted = await Promise.allSettled(actions.map(async (action) => gate.grant(action, "ada")));
process.stdout.write(
  JSON.stringify(
    granted.map((one) => (one.status === "fulfilled" ? one.value.receipt.outcome : asWorkflowError(one.reason).code)),
  ),
);
