import { writeSync } from "node:fs";
import { openWorkspace } from "../../../src/adapters/open/openWorkspace.ts";
import { parseSessionId } from "../../../src/core/sessions/model/sessionId.ts";

/**
 * One of several processes that write one record: `taskWriter <root> <session> <name> <count>` adds `count` tasks (`<name>-1` …), and now and
 * then a save, and says each task once it is in the record.
 */
const [root = "", session = "", name = "", count = "0"] = process.argv.slice(2);
const silent = (): void => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const { sessions } = await openWorkspace(root, { logger, exact: true });
const id = parseSessionId(session);
if (id === undefined) throw new Error(`${session} is no session id`);
writeSync(1, "ready\n");
for (let n = 1; n <= Number(count); n += 1) {
  const task = `${name}-${n}`;
  await sessions.addTask(task, id);
  writeSync(1, `${task}\n`);
  if (n % 3 === 0) await sessions.save({ id, message: task });
}
writeSync(1, "done\n");
