import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { MemoryLogger } from "../../support/fakes/memoryLogger.ts";

/** Queues one run, holds its place for a while (milliseconds, or until a file is there) and gives it up; says in a log when it has the place. */
const [root = "", task = "", limit = "", log = "", hold = ""] = process.argv.slice(2);
const workspace = await openWorkspace(root, { logger: new MemoryLogger(), git: (persons) => persons });
const runs = await workspace.runs?.();
if (runs === undefined) throw new Error("there is no git");
process.stdout.write("waits\n");
await runs.queue({ task, lane: "repo-fix", limit: Number(limit) });
appendFileSync(log, `+${task}\n`);
if (/^\d+$/u.test(hold)) await sleep(Number(hold));
else while (!existsSync(hold)) await sleep(20);
appendFileSync(log, `-${task}\n`);
await runs.change(task, () => ({ state: "needs-review" }));
