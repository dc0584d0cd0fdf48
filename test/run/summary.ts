import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Outcome } from "./runProcess.ts";
import type { TestResult } from "./testEvents.ts";

/** More flaky tests than these are a fault by themselves. */
const toleratedFlaky = 3;
const slowestShown = 10;

/** What the runs of several suites, on several machines, are compared by. */
const totals = z.object({
  passed: z.number(),
  failed: z.number(),
  /** Where they are: file and title. */
  failures: z.array(z.string()),
  flaky: z.array(z.string()),
  seconds: z.number(),
});

type Totals = z.infer<typeof totals>;

/** Where a run in this checkout leaves its totals. */
export function totalsFile(checkout: string): string {
  return join(checkout, "test-artifacts", "results", "totals.json");
}

/** The totals of the last run in this checkout. */
export async function readTotals(checkout: string): Promise<Totals> {
  return totals.parse(JSON.parse(await readFile(totalsFile(checkout), "utf8")));
}

export interface Summary {
  readonly text: string;
  readonly totals: Totals;
  readonly ok: boolean;
}

/** How to run this test alone, as it is typed in a shell: in VS Code with the others of its story. */
function alone({ file, title, suite }: TestResult): string {
  const wanted = file.startsWith("test/vscode/") && suite !== "" ? suite : title;
  const name = wanted === "" ? "" : ` -t '${wanted.replaceAll("'", String.raw`'\''`)}'`;
  return file.endsWith(".test.ts") ? `npm run test:one -- ${file}${name}` : "npm test";
}

const nameOf = ({ file, title }: TestResult): string => `${file} ${title}`.trimEnd();

const indented = (text: string): string => text.trimEnd().replaceAll(/^/gmu, "    ");

/** What failed, why, and how to run it alone. */
export function failureText(result: TestResult): string {
  const { file, title, error = "", log } = result;
  return [
    `✗ ${file}${title === "" ? "" : `\n  ${title}`}`,
    indented(error),
    ...(log === undefined || log === "" ? [] : ["  It printed:", indented(log)]),
    `  To run it alone: ${alone(result)}`,
  ].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`━━ ${title} ━━`, ...lines, ""];
}

/** `unit 1464, adapters 1095`: how many tests of each suite ran. */
function countsText(results: readonly TestResult[]): string {
  const suites = Map.groupBy(results, ({ file }) => /^test\/(?:vscode\/)?(\w+)\//u.exec(file)?.[1] ?? "elsewhere");
  return [...suites].map(([name, some]) => `${name} ${some.length}`).join(", ");
}

function slowestText(results: readonly TestResult[]): readonly string[] {
  return results
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, slowestShown)
    .map(({ file, title, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${file}  ${title}`);
}

/**
 * What a run has to say at its end: failures whole, flaky tests, the slowest ones, and as the last line `N passed, N failed`. Flaky tests
 * passed; more of them than is tolerated are failures.
 *
 * @param seconds how long it all took
 */
export function summarize(outcomes: readonly Outcome[], seconds: number): Summary {
  const results = outcomes.flatMap((outcome) => outcome.results);
  const flaky = outcomes.flatMap((outcome) => outcome.flaky);
  const failures = results.filter(({ state }) => state === "failed");
  const passed = results.filter(({ state }) => state === "passed").length;
  const skipped = results.filter(({ state }) => state === "skipped");
  const tooFlaky = flaky.length > toleratedFlaky;
  const minutes = `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, "0")} s`;
  const counts: Totals = {
    passed: passed - (tooFlaky ? flaky.length : 0),
    failed: failures.length + (tooFlaky ? flaky.length : 0),
    failures: failures.map(nameOf),
    flaky: flaky.map(nameOf),
    seconds,
  };
  return {
    totals: counts,
    text: [
      ...section(
        `failed (${failures.length})`,
        failures.map((result) => `${failureText(result)}\n`),
      ),
      ...section(
        `flaky (${flaky.length}): failed, and passed when tried again${tooFlaky ? `; more than ${toleratedFlaky} fail the run` : ""}`,
        flaky.map((result) => `${failureText(result)}\n`),
      ),
      ...section(
        `skipped (${skipped.length})`,
        skipped.map(({ file, title }) => `  ${file}  ${title}`),
      ),
      ...section("the ten slowest tests", slowestText(results)),
      `${countsText(results)} in ${minutes}`,
      `${counts.passed} passed, ${counts.failed} failed`,
    ].join("\n"),
    ok: failures.length === 0 && !tooFlaky,
  };
}
