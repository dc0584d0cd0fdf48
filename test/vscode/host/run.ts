// Runs the extension host suites: `node test/vscode/host/run.ts [suite …] [--grep TEXT] [--desktop] [--results FILE]`.
import { existsSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, dirname } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../build.mjs";
import { chooseVsCode } from "../launch/choice.mjs";
import { downloadDesktop } from "../launch/desktop.ts";
import { type SuiteCounts, runSuite } from "./runSuite.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: "string" },
    desktop: { type: "boolean" },
    server: { type: "boolean" },
    results: { type: "string" },
  },
});
const suites = readdirSync(import.meta.dirname)
  .filter((name) => existsSync(join(import.meta.dirname, name, "workspace.ts")))
  .filter((name) => positionals.length === 0 || positionals.includes(name));
if (suites.length === 0) {
  throw new Error(
    `No such suite: ${positionals.join(", ")}. A suite is a directory of test/vscode/host with a workspace.ts.`,
  );
}
await build();
const desktop = chooseVsCode(process.argv) === "desktop" ? await downloadDesktop() : undefined;
const total: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
for (const suite of suites) {
  const counts = await runSuite(suite, { grep: values.grep, desktop });
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped in ${suites.length} windows`);
if (values.results !== undefined) {
  await mkdir(dirname(values.results), { recursive: true });
  await writeFile(values.results, JSON.stringify(total));
}
process.exitCode = total.failed === 0 ? 0 : 1;
