// Runs the suites: `node test/run/runTests.ts [--only NAME]… [--desktop] [--soak]`, the second half of `npm test` and of `npm run test:soak`.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { readOptions } from "./options.mjs";
import { packageExtension } from "./package.ts";
import { artifacts, root } from "./paths.mjs";
import { runNpm } from "./processes.mjs";
import { runProcess, type Outcome } from "./runProcess.ts";
import { lanesOf, needsPackage, suiteNames, type Process, type SuiteName } from "./suites.ts";
import { summarize, totalsFile } from "./summary.ts";
import { outsideFailure } from "./testEvents.ts";

const usage = `npm test [-- options]
  --only NAMES  some of ${suiteNames.join(", ")}, with commas between
  --desktop     in a desktop VS Code (the \`code\` of this machine, or else a downloaded one); the suite \`browser\` is left out
  --server      in the server of VS Code, where the desktop is the default (macOS, Windows)
  --soak        all that is left out otherwise (npm run test:soak)`;

const { values } = readOptions(
  {
    options: {
      only: { type: "string", multiple: true },
      desktop: { type: "boolean" },
      server: { type: "boolean" },
      soak: { type: "boolean" },
    },
  },
  usage,
);
if (values.soak === true) process.env["WORKFLOW_SESSIONS_SOAK"] = "1";

/** The suites asked for; without `--only` all of them, but the one that drives the server's page where a desktop VS Code is used. */
function wantedSuites(): ReadonlySet<SuiteName> {
  const only = (values.only ?? []).flatMap((names) => names.split(","));
  const unknown = only.filter((name) => !suiteNames.some((known) => known === name));
  if (unknown.length > 0) {
    console.error(`--only ${unknown.join(",")}: the suites are ${suiteNames.join(", ")}.`);
    process.exit(2);
  }
  const desktop = chooseVsCode(process.argv) === "desktop";
  return new Set(
    suiteNames.filter((name) => (only.length === 0 ? !desktop || name !== "browser" : only.includes(name))),
  );
}

const failure = (what: string, error: string): Outcome => ({ results: [outsideFailure(what, error)], flaky: [] });

async function runLane(lane: readonly Process[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const each of lane) {
    try {
      if (needsPackage(each)) await packageExtension();
      outcomes.push(await runProcess(each));
    } catch (error) {
      outcomes.push(failure(each.suites.join(", "), error instanceof Error ? (error.stack ?? "") : String(error)));
    }
  }
  return outcomes;
}

const started = performance.now();
const wanted = wantedSuites();
await rm(join(artifacts, "results"), { recursive: true, force: true });
await mkdir(join(artifacts, "results"), { recursive: true });
const checked = wanted.has("check") ? await runNpm(["run", "--silent", "check"], root) : { code: 0 };
const outcomes =
  checked.code === 0
    ? (await Promise.all(lanesOf(wanted).map(runLane))).flat()
    : [
        failure(
          "npm run check",
          "Its messages are above. No test was run: mend what it says, or ask for some suites with --only.",
        ),
      ];
const { text, ok, totals } = summarize(outcomes, (performance.now() - started) / 1000);
await writeFile(totalsFile(root), JSON.stringify(totals));
console.log(`\n${text}`);
process.exitCode = ok ? 0 : 1;
