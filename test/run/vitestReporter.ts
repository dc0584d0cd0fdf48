import { relative, sep } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";
import { fileLine } from "./fileLine.ts";
import { root } from "./paths.mjs";
import { outsideFailure, tell, type TestResult } from "./testEvents.ts";

const projectPath = (file: string): string => relative(root, file).replaceAll(sep, "/");

/** What is thrown may have been thrown elsewhere for another reason, and a comparison has a difference to show. */
const describeError = ({ message, stack = "", diff, cause }: SerializedError): string => {
  const frames = stack
    .split("\n")
    .filter((line) => /^\s+at /u.test(line) && !/node_modules|node:internal/u.test(line))
    .map((line) => line.replaceAll(`file://${root}/`, "").replaceAll(`${root}/`, ""));
  const [kind = "Error"] = /^\w*Error/u.exec(stack) ?? [];
  const because = cause === undefined || cause === null ? [] : [`Caused by ${describeError(cause)}`];
  const difference = typeof diff === "string" ? ["", diff, ""] : [];
  return [`${kind}: ${message}`, ...difference, ...frames, ...because].map(stripVTControlCharacters).join("\n");
};

/** Prints one line for each file and tells the process that started vitest of each test; nothing of what passing tests print is shown. */
export class VitestReporter implements Reporter {
  readonly #events: string;
  readonly #logs = new Map<string, string>();

  /** @param events the file for `tell` */
  constructor(events: string) {
    this.#events = events;
  }

  onUserConsoleLog({ taskId = "", content }: { readonly taskId?: string; readonly content: string }): void {
    this.#logs.set(taskId, (this.#logs.get(taskId) ?? "") + content);
  }

  onTestModuleEnd(module: TestModule): void {
    const file = projectPath(module.moduleId);
    const results = [
      ...module.errors().map((error) => outside(file, error)),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors().map((error) => outside(file, error))),
      ...[...module.children.allTests()].map((test) => this.#result(file, test)),
    ];
    for (const result of results) tell(this.#events, result);
    const { duration, collectDuration, setupDuration } = module.diagnostic();
    console.log(fileLine(file, results, duration + collectDuration + setupDuration));
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    for (const error of unhandled) {
      const path = (error as SerializedError & { readonly VITEST_TEST_PATH?: string }).VITEST_TEST_PATH;
      tell(this.#events, outside(path === undefined ? "vitest.config.ts" : projectPath(path), error));
    }
    tell(this.#events, { type: "end" });
  }

  #result(file: string, test: TestCase): TestResult {
    const titles = [test.name];
    for (let suite = test.parent; suite.type === "suite"; suite = suite.parent) titles.unshift(suite.name);
    const { state, errors = [] } = test.result();
    const ms = Math.round(test.diagnostic()?.duration ?? 0);
    const suite = titles.slice(0, -1).join(" > ");
    const result = { type: "test", file, title: titles.join(" > "), suite, ms } as const;
    if (state !== "failed") return { ...result, state: state === "pending" ? "skipped" : state };
    const log = this.#logs.get(test.id);
    const error = errors.map(describeError).join("\n\n");
    return { ...result, state, error, ...(log === undefined ? {} : { log: stripVTControlCharacters(log) }) };
  }
}

const outside = (file: string, error: SerializedError): TestResult => outsideFailure(file, describeError(error));
