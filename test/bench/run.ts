import { mkdir, readdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, release, type as system } from "node:os";
import { readOptions } from "../run/options.mjs";
import { Context } from "./support/context.ts";
import { asJson, asMarkdown, asText, type RowReport, type SizeReport } from "./support/report.ts";
import type { BenchRow } from "./support/row.ts";

/**
 * `npm run bench [-- --only <row>] [-- --quick]`: measures the rows of `test/bench/rows` and writes `bench-results/bench.json` and `bench.md`.
 * A missed target is shown, not an exit code: the machine may be busy. A row that fails to run is an exit code, and the others run. How to add a row: support/row.ts.
 */
const { values } = readOptions(
  { options: { only: { type: "string", multiple: true }, quick: { type: "boolean", default: false } } },
  "npm run bench [-- --only ROW]… [-- --quick]",
);

async function loadRows(): Promise<readonly BenchRow[]> {
  const directory = new URL("rows/", import.meta.url);
  const files = (await readdir(directory)).filter((name) => name.endsWith(".ts"));
  const modules = await Promise.all(
    files.map(async (name) => (await import(new URL(name, directory).href)) as { readonly row: BenchRow }),
  );
  return modules.map(({ row }) => row).toSorted((a, b) => a.position - b.position);
}

const all = await loadRows();
const wanted = values.only === undefined ? all : all.filter(({ id }) => values.only?.includes(id));
if (wanted.length === 0) {
  console.error(`No such row. Rows: ${all.map(({ id }) => id).join(", ")}.`);
  process.exit(2);
}

/** How many programs wanted a processor in the last minute, on average. */
const load = (): string => (loadavg()[0] ?? 0).toFixed(1);

const [cpu] = cpus();
const before = load();
const started = performance.now();
const context = await Context.open(values.quick);
const reports: RowReport[] = [];

async function runRow(row: BenchRow): Promise<void> {
  console.log(`${row.title} — target: ${row.target}`);
  const sizes: SizeReport[] = [];
  reports.push({ row, sizes });
  const rowStarted = performance.now();
  for (const [index, size] of context.sizes(row).entries()) {
    sizes.push({ size, result: await row.run(context, size) });
    console.log(asText({ row, sizes }, index));
  }
  console.log(`  ${((performance.now() - rowStarted) / 1000).toFixed(0)} s`);
}

const failed: string[] = [];
try {
  for (const row of wanted) {
    try {
      await runRow(row);
    } catch (error) {
      console.error(error);
      failed.push(row.id);
    }
  }
} finally {
  await context.close();
}

const took = ((performance.now() - started) / 60_000).toFixed(1);
const machine =
  `${cpus().length} × ${cpu?.model.trim() ?? "processor"}, ${system()} ${release()}, Node ${process.versions.node}, ` +
  `load ${before} before and ${load()} after ${took} minutes${values.quick ? ", quick" : ""}.`;
await mkdir("bench-results", { recursive: true });
await writeFile("bench-results/bench.json", asJson(reports, machine));
await writeFile("bench-results/bench.md", asMarkdown(reports, machine));
const missed = reports.flatMap(({ sizes }) => sizes.flatMap(({ result }) => result.checks)).filter(({ met }) => !met);
const verdict = missed.length === 0 ? "Every target is met." : `${missed.length} targets are missed.`;
const failures = failed.length === 0 ? "" : ` Failed to run: ${failed.join(", ")}.`;
if (failed.length > 0) process.exitCode = 1;
console.log(`\n${verdict}${failures} ${machine} See bench-results/bench.md.`);
