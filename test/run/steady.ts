// `npm run test:steady [-- --rounds N]`: runs all suites six times, every other time beside two busy programs, and writes test-artifacts/steady.md.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readOptions, refuse } from "./options.mjs";
import { artifacts, node24, root } from "./paths.mjs";
import { run } from "./processes.mjs";
import { readTotals } from "./summary.ts";

const usage = "npm run test:steady [-- --rounds N]";
const { values } = readOptions({ options: { rounds: { type: "string", default: "6" } } }, usage);
const rounds = Number(values.rounds);
if (!(rounds >= 1)) refuse(`--rounds ${values.rounds} is no number of rounds.`, usage);

/** Two programs that do nothing but use a core each, until the answer is called. */
function busyPrograms(): () => void {
  const programs = [1, 2].map(() => spawn(node24, ["-e", "for (;;) {}"], { stdio: "ignore" }));
  const end = (): void => {
    for (const program of programs) program.kill("SIGKILL");
  };
  process.once("exit", end);
  return () => {
    process.off("exit", end);
    end();
  };
}

/** A run of everything, and what the table says of it. */
async function runAll(): Promise<{ readonly isGreen: boolean; readonly cells: string }> {
  const { code } = await run(node24, [join(root, "test", "run", "runTests.ts")]);
  const { passed, failed, failures, flaky, seconds } = await readTotals(root);
  const names = [...failures, ...flaky.map((name) => `${name} (flaky)`)].join("; ");
  const cells = [code === 0 ? "green" : "RED", passed, failed, `${(seconds / 60).toFixed(1)} min`, names];
  return { isGreen: code === 0, cells: cells.join(" | ") };
}

const rows: string[] = [];
for (let round = 1; round <= rounds; round += 1) {
  const isBusy = round % 2 === 0;
  console.log(`\n━━━━ round ${round} of ${rounds}${isBusy ? ", beside two busy programs" : ""} ━━━━`);
  const rest = isBusy ? busyPrograms() : () => undefined;
  try {
    const { isGreen, cells } = await runAll();
    rows.push(`| ${round} | ${isBusy ? "two busy programs" : "idle"} | ${cells} |`);
    if (!isGreen) process.exitCode = 1;
  } finally {
    rest();
  }
  const heading = [
    "| round | beside | result | passed | failed | time | failed or flaky |",
    "|---|---|---|---|---|---|---|",
  ];
  const table = [...heading, ...rows].join("\n");
  await writeFile(join(artifacts, "steady.md"), `${table}\n`);
  console.log(`\n${table}`);
}
