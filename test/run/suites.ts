// Runs the suites one after the other: `node test/run/suites.ts [--only NAME]… [--desktop]`, the second half of `npm test`.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { packageExtension } from "./package.ts";
import { artifacts, node24, root } from "./paths.mjs";
import { run } from "./processes.mjs";
import { readHostResults, readVitestResults, type Totals } from "./results.ts";

interface Suite {
  readonly name: string;
  readonly limitMinutes: number;
  readonly needsPackage: boolean;
  readonly command: (results: string) => readonly string[];
  readonly read: (results: string) => Promise<Totals | undefined>;
}

const vitest = (name: string, limitMinutes: number, needsPackage = false): Suite => ({
  name,
  limitMinutes,
  needsPackage,
  command: (results) => [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    `--project=${name}`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${results}`,
  ],
  read: readVitestResults,
});

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    desktop: { type: "boolean" },
    server: { type: "boolean" },
  },
});
const vsCode = chooseVsCode(process.argv);
const host: Suite = {
  name: "host",
  limitMinutes: 10,
  needsPackage: true,
  command: (results) => [join(root, "test", "vscode", "host", "run.ts"), `--${vsCode}`, `--results=${results}`],
  read: readHostResults,
};
const all = [vitest("unit", 8), vitest("adapters", 30), vitest("page", 10), host, vitest("browser", 30, true)];
const only = (values.only ?? []).flatMap((names) => names.split(","));
const unknown = only.filter((name) => !all.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(",")}: the suites are ${all.map((suite) => suite.name).join(", ")}.`);
  process.exit(2);
}
const chosen = all
  .filter((suite) => only.length === 0 || only.includes(suite.name))
  .filter((suite) => vsCode === "server" || suite.name !== "browser" || only.includes("browser"));

/** A suite that ends without a report, or with an exit code its report does not explain, is one failure more. */
const runSuite = async (suite: Suite): Promise<Totals> => {
  const started = Date.now();
  const results = join(artifacts, "results", `${suite.name}.json`);
  console.log(`\n━━ ${suite.name} ━━`);
  const { code, timedOut } = await run(node24, suite.command(results), { limitMs: suite.limitMinutes * 60_000 });
  const totals = (await suite.read(results)) ?? { passed: 0, failed: 0, skipped: 0 };
  const unexplained = timedOut || (code !== 0 && totals.failed === 0);
  if (unexplained) {
    console.error(
      timedOut
        ? `✗ ${suite.name} took longer than ${suite.limitMinutes} minutes and was ended.`
        : `✗ ${suite.name} ended with exit code ${code}.`,
    );
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  const failed = totals.failed + (unexplained ? 1 : 0);
  console.log(`${suite.name}: ${totals.passed} passed, ${failed} failed, ${totals.skipped} skipped in ${seconds} s`);
  return { ...totals, failed };
};

await rm(join(artifacts, "results"), { recursive: true, force: true });
await mkdir(join(artifacts, "results"), { recursive: true });
let passed = 0;
let failed = 0;
try {
  if (chosen.some((suite) => suite.needsPackage)) {
    await packageExtension();
  }
  for (const suite of chosen) {
    const totals = await runSuite(suite);
    passed += totals.passed;
    failed += totals.failed;
  }
} catch (error) {
  console.error(error);
  failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
