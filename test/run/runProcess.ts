import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { artifacts, node24 } from "./paths.mjs";
import { run, toolEnvironment } from "./processes.mjs";
import type { Process, Selection } from "./suites.ts";
import { beginEvents, outsideFailure, readEvents, type TestResult } from "./testEvents.ts";

export interface Outcome {
  readonly results: readonly TestResult[];
  /** Failed at first and passed when they were tried again; among the results they passed. */
  readonly flaky: readonly TestResult[];
}

/** Thousands of processes of node run, of the same few programs: VS Code's server, `wfs`, those that are to die. Each would compile them anew. It
 * goes with the results of a run, because most of those programs are built into temporary directories. */
const compileCache = join(artifacts, "results", "compiled");

/** The soak (test/support/effort.ts) takes about an hour. */
const soakFactor = 8;
const limitFactor = (): number => (process.env["WORKFLOW_SESSIONS_SOAK"] === "1" ? soakFactor : 1);

const isFailed = ({ state }: TestResult): boolean => state === "failed";

/** A process that ends before its last test, or with an exit code its tests do not explain, is one failure more. */
async function runOnce(started: Process, selection?: Selection): Promise<readonly TestResult[]> {
  const name = started.suites.join("-");
  const events = join(artifacts, "results", `${name}${selection === undefined ? "" : "-again"}.jsonl`);
  mkdirSync(dirname(events), { recursive: true });
  beginEvents(events);
  const limitMinutes = started.limitMinutes * limitFactor();
  const { code, timedOut } = await run(node24, started.command(selection), {
    env: { ...toolEnvironment(), WORKFLOW_SESSIONS_EVENTS: events, NODE_COMPILE_CACHE: compileCache },
    limitMs: limitMinutes * 60_000,
  });
  const told = readEvents(events).events;
  const results = told.filter((event) => event.type === "test");
  const ended = told.some(({ type }) => type === "end");
  if (ended && !timedOut && (code === 0 || results.some(isFailed))) return results;
  const how = timedOut ? `took longer than ${limitMinutes} minutes` : `ended with exit code ${code}`;
  const last = results.at(-1);
  const after =
    last === undefined ? "it told of no test" : `the last test it told of is “${last.title}” in ${last.file}`;
  return [...results, outsideFailure(name, `${name} ${how}; ${after}.`)];
}

/** What is tried again when this test fails: its story, or the whole file (or window: a folder) for a failure outside of any test. */
const storyOf = ({ title, suite }: TestResult): string => (title === "" || suite === "" ? title : suite);

/**
 * Tries what failed in one file once more. The tests of a story that pass then are flaky. One that was cut off, or failed outside of its tests,
 * shows nothing.
 */
async function tryAgain(process: Process, file: string, outcome: Outcome): Promise<Outcome> {
  const failed = outcome.results.filter((result) => result.file === file && isFailed(result));
  const stories = new Set(failed.map(storyOf));
  const whole = stories.has("");
  console.log(`↻ ${file}  once more${whole ? "" : `: ${[...stories].map((title) => `“${title}”`).join(", ")}`}`);
  const again = await runOnce(process, { file, titles: whole ? [] : [...stories] });
  if (again.some((result) => isFailed(result) && result.title === "")) return outcome;
  let { results, flaky } = outcome;
  for (const story of whole ? [""] : stories) {
    const isOfIt = (result: TestResult): boolean =>
      story === "" ? result.file.startsWith(file) : result.file === file && storyOf(result) === story;
    const now = again.filter(isOfIt);
    const passed = new Set(now.filter(({ state }) => state === "passed").map(({ title }) => title));
    const before = failed.filter(isOfIt);
    const isMended = before.every(({ title }) => passed.has(title) || (title === "" && passed.size > 0));
    if (!isMended || now.some(isFailed)) continue;
    results = [...results.filter((result) => !isOfIt(result)), ...now];
    flaky = [...flaky, ...before];
  }
  return { results, flaky };
}

/** Runs a process to its end, and what failed once more where it tries again. */
export async function runProcess(process: Process): Promise<Outcome> {
  let outcome: Outcome = { results: await runOnce(process), flaky: [] };
  if (!process.triesAgain) return outcome;
  const files = new Set(outcome.results.filter(isFailed).map(({ file }) => file));
  for (const file of [...files].filter((name) => name.startsWith("test/"))) {
    outcome = await tryAgain(process, file, outcome);
  }
  return outcome;
}
