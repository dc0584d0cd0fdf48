import type { TestResult } from "./testEvents.ts";

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The one line that is shown of a file, once it has run: `✓ test/unit/base/time.test.ts  12 tests  0.4 s`; what failed is told at the end of all. */
export function fileLine(file: string, results: readonly TestResult[], ms: number): string {
  const failed = results.filter(({ state }) => state === "failed");
  const skipped = results.filter(({ state }) => state === "skipped");
  const count = `${results.length} ${results.length === 1 ? "test" : "tests"}`;
  const facts = [
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
  ];
  const names = failed.map(({ title }) => `\n    ✗ ${title === "" ? "outside of its tests" : title}`);
  return `${failed.length === 0 ? "✓" : "✗"} ${[file, count, ...facts, seconds(ms)].join("  ")}${names.join("")}`;
}
