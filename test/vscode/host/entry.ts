import { appendFileSync, readdirSync } from "node:fs";
import { findSourceMap } from "node:module";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import type { SuiteEvent } from "./suiteEvents.ts";

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: start the suites with \`node test/vscode/host/run.ts\`.`);
  }
  return value;
};

/** console.log of a test is shown between the results. VS Code ignores an assignment, so the property itself is replaced. */
const showLogs = (tell: (event: SuiteEvent) => void): void => {
  const original = console.log.bind(console);
  Object.defineProperty(console, "log", {
    configurable: true,
    value: (...parts: readonly unknown[]) => {
      original(...parts);
      tell({ type: "log", text: format(...parts) });
    },
  });
};

/** VS Code makes stacks itself, without source maps: the places of our bundles become those of the sources. */
const toSources = (stack: string): string =>
  stack.replaceAll(
    /\(?((?:\/|[A-Z]:|dist)[^()\s]*\.cjs):(\d+):(\d+)\)?/gu,
    (place: string, file: string, line: string, column: string) => {
      const root = join(__dirname, "..", "..", "..");
      const origin = findSourceMap(resolve(root, file))?.findOrigin(Number(line), Number(column));
      return origin && "fileName" in origin
        ? `${relative(root, fileURLToPath(origin.fileName))}:${origin.lineNumber}:${origin.columnNumber}`
        : place;
    },
  );

const describeError = (error: unknown): string =>
  toSources(error instanceof Error ? (error.stack ?? error.message) : String(error));

const loadSuite = async (): Promise<Mocha> => {
  const directory = join(__dirname, required("WORKFLOW_SESSIONS_SUITE"));
  const { default: Mocha } = await import("mocha");
  const grep = process.env["WORKFLOW_SESSIONS_GREP"];
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 20_000,
    reporter: Mocha.reporters.Base,
    ...(grep === undefined ? {} : { grep }),
  });
  for (const file of readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (file.endsWith(".test.cjs")) {
      mocha.addFile(join(directory, file));
    }
  }
  await mocha.loadFilesAsync();
  return mocha;
};

/**
 * The file `--extensionTestsPath` points at: runs every bundled `*.test.cjs` of the suite WORKFLOW_SESSIONS_SUITE names
 * with mocha (bdd) inside VS Code's extension host.
 *
 * @throws when a test failed, which VS Code turns into its exit code
 */
export const run = async (): Promise<void> => {
  process.setSourceMapsEnabled(true);
  const eventsFile = required("WORKFLOW_SESSIONS_EVENTS");
  const tell = (event: SuiteEvent): void => appendFileSync(eventsFile, `${JSON.stringify(event)}\n`);
  showLogs(tell);
  const mocha = await loadSuite().catch((error: unknown) => {
    tell({ type: "fail", title: "the suite does not load", error: describeError(error) });
    tell({ type: "end" });
    throw error;
  });
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", (test) => tell({ type: "pass", title: test.fullTitle(), ms: test.duration ?? 0 }))
      .on("fail", (test, error: Error) => tell({ type: "fail", title: test.fullTitle(), error: describeError(error) }))
      .on("pending", (test) => tell({ type: "skip", title: test.fullTitle() }));
  });
  tell({ type: "end" });
  if (failures > 0) {
    throw new Error(`${failures} tests failed`);
  }
};
