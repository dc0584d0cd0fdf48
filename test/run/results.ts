import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as z from "zod";

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const hostReport = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

const read = async (file: string): Promise<unknown> =>
  existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : undefined;

/** The counts of the extension host suites; undefined when they left no report. */
export const readHostResults = async (file: string): Promise<Totals | undefined> => {
  const report = await read(file);
  return report === undefined ? undefined : hostReport.parse(report);
};

/** The counts of a vitest report; a file that failed outside its tests (it does not load, a hook threw) is one failure more. */
export const readVitestResults = async (file: string): Promise<Totals | undefined> => {
  const report = await read(file);
  if (report === undefined) {
    return undefined;
  }
  const parsed = vitestReport.parse(report);
  const brokenFiles = parsed.testResults.filter(
    (result) => result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: parsed.numPassedTests,
    failed: parsed.numFailedTests + brokenFiles.length,
    skipped: parsed.numPendingTests,
  };
};
