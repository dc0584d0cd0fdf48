// Runs one test file, or one test of it: `npm run test:one -- FILE [-t NAME] [--repeat N]`; `npm run test:watch -- FILE` runs it again at each change.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { readOptions } from "./options.mjs";
import { packageExtension } from "./package.ts";
import { node24, root } from "./paths.mjs";
import { run, toolEnvironment } from "./processes.mjs";
import { needsPackage, processOf } from "./suites.ts";
import { failureText } from "./summary.ts";
import { beginEvents, readEvents } from "./testEvents.ts";

const usage = `npm run test:one -- FILE [-t NAME] [--repeat N]
  FILE        a test file, such as test/unit/base/time.test.ts
  -t NAME     only the test of that whole name, "suite > test", or those of that suite, as a failure tells it
  --repeat N  N times, until it fails
  --watch     run it again at each change of what it imports (not in the extension host)`;

/** Runs a process, and says at the end what failed and how to run that alone. A run without a test is none. */
async function runAndTell(command: readonly string[]): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "test-one-"));
  const events = join(directory, "events.jsonl");
  beginEvents(events);
  try {
    const { code } = await run(node24, command, { env: { ...toolEnvironment(), WORKFLOW_SESSIONS_EVENTS: events } });
    const results = readEvents(events).events.filter((event) => event.type === "test");
    for (const result of results) if (result.state === "failed") console.log(`\n${failureText(result)}`);
    if (results.some(({ state }) => state !== "skipped")) return code;
    console.error("No test ran. A name is the whole one, “suite > test” or “suite”, as a failure tells it.");
    return 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { values, positionals } = readOptions(
  {
    allowPositionals: true,
    options: {
      name: { type: "string", short: "t" },
      watch: { type: "boolean", default: false },
      repeat: { type: "string", default: "1" },
      desktop: { type: "boolean" },
      server: { type: "boolean" },
    },
  },
  usage,
);
const rounds = Number(values.repeat);
const [named, ...more] = positionals;
const file = named === undefined ? "" : relative(root, resolve(named)).replaceAll(sep, "/");
const runner = processOf(file);
if (runner === undefined || more.length > 0 || !existsSync(resolve(root, file)) || !(rounds >= 1)) {
  const wrong =
    rounds >= 1 ? `${positionals.join(" ")} is not one test file.` : `--repeat ${values.repeat} is no number.`;
  console.error(`${named === undefined ? "" : `${wrong}\n`}${usage}`);
  process.exitCode = 2;
} else {
  if (needsPackage(runner)) await packageExtension();
  const command = runner.command({ file, titles: values.name === undefined ? [] : [values.name] });
  const watched = command.map((word) => (values.watch && word === "run" ? "watch" : word));
  for (let round = 1; round <= rounds && (process.exitCode ?? 0) === 0; round += 1) {
    if (rounds > 1) console.log(`━━ ${round} of ${rounds} ━━`);
    process.exitCode = values.watch ? (await run(node24, watched)).code : await runAndTell(watched);
  }
}
