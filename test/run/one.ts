// Runs one test file, or one test of it: `npm run test:one -- FILE [-t NAME] [--repeat N]`; `npm run test:watch -- FILE` runs it again at each change.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { packageExtension } from "./package.ts";
import { node24, root } from "./paths.mjs";
import { run, toolEnvironment } from "./processes.mjs";
import { needsPackage, processOf } from "./suites.ts";
import { failureText } from "./summary.ts";
import { beginEvents, readEvents } from "./testEvents.ts";

const usage = `npm run test:one -- FILE [-t NAME] [--repeat N]
  FILE        a test file, such as test/unit/time.test.ts
  -t NAME     only the test of that whole name, or those of that suite, as a failure tells it
  --repeat N  N times, until it fails
  --watch     run it again at each change of what it imports (not in the extension host)`;

/** Runs a process that shows lines only, and says at the end what failed. */
async function runAndTell(command: readonly string[]): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "test-one-"));
  const events = join(directory, "events.jsonl");
  beginEvents(events);
  try {
    const { code } = await run(node24, command, { env: { ...toolEnvironment(), WORKFLOW_SESSIONS_EVENTS: events } });
    const failed = readEvents(events).events.filter((event) => event.type === "test" && event.state === "failed");
    for (const event of failed) if (event.type === "test") console.log(`\n${failureText(event)}`);
    return code;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string", short: "t" },
    watch: { type: "boolean", default: false },
    repeat: { type: "string", default: "1" },
  },
});
const [named, ...more] = positionals;
const file = named === undefined ? "" : relative(root, resolve(named)).replaceAll(sep, "/");
const runner = processOf(file);
if (runner === undefined || more.length > 0 || !existsSync(resolve(root, file))) {
  console.error(`${named === undefined ? "" : `${positionals.join(" ")} is not one test file.\n`}${usage}`);
  process.exitCode = 2;
} else {
  if (needsPackage(runner)) await packageExtension();
  const command = runner.command({ file, titles: values.name === undefined ? [] : [values.name] });
  const watched = command.map((word) => (values.watch && word === "run" ? "watch" : word));
  for (let round = 1; round <= Number(values.repeat) && (process.exitCode ?? 0) === 0; round += 1) {
    if (values.repeat !== "1") console.log(`━━ ${round} of ${values.repeat} ━━`);
    process.exitCode = runner.suites.includes("host") ? await runAndTell(watched) : (await run(node24, watched)).code;
  }
}
