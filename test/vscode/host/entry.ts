import { readdirSync } from "node:fs";
import { findSourceMap } from "node:module";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { outsideFailure, tell as tellIn, type TestEvent } from "../../run/testEvents.ts";

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: start the suites with \`node test/vscode/host/run.ts\`.`);
  }
  return value;
};

/**
 * Keeps what tests say with console.log. VS Code ignores an assignment, so the property itself is replaced.
 *
 * @returns what was said since the last call
 */
const keepLogs = (): (() => string) => {
  let said = "";
  const original = console.log.bind(console);
  Object.defineProperty(console, "log", {
    configurable: true,
    value: (...parts: readonly unknown[]) => {
      original(...parts);
      said += `${format(...parts)}\n`;
    },
  });
  return () => {
    const log = said;
    said = "";
    return log;
  };
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

const loadSuite = async (suite: string): Promise<Mocha> => {
  const directory = join(__dirname, suite);
  const { default: Mocha } = await import("mocha");
  const grep = process.env["WORKFLOW_SESSIONS_GREP"];
  const mocha = new Mocha({
    ui: "bdd",
    // None is a measure of speed: a busy machine needs 15 seconds to look at 10,000 sessions.
    timeout: 60_000,
    reporter: Mocha.reporters.Base,
    // Mocha puts blanks between titles.
    ...(grep === undefined ? {} : { grep: new RegExp(grep.replaceAll(" > ", " "), "u") }),
  });
  const only = process.env["WORKFLOW_SESSIONS_FILE"]?.replace(/\.ts$/u, ".cjs");
  for (const file of readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (file.endsWith(".test.cjs") && (only ?? file) === file) {
      mocha.addFile(join(directory, file));
    }
  }
  await mocha.loadFilesAsync();
  return mocha;
};

/** A test or a hook, as mocha tells of it. */
interface Runnable {
  readonly type: string;
  readonly file?: string | undefined;
  readonly duration?: number | undefined;
  readonly parent?: { titlePath(): string[] } | undefined;
  titlePath(): string[];
}

/** The source of a bundled test file. */
const sourceOf = (bundle: string): string =>
  `test/vscode/host/${relative(__dirname, bundle)
    .replaceAll("\\", "/")
    .replace(/\.cjs$/u, ".ts")}`;

/**
 * The file `--extensionTestsPath` points at: runs every bundled `*.test.cjs` of the suite WORKFLOW_SESSIONS_SUITE names
 * with mocha (bdd) inside VS Code's extension host; WORKFLOW_SESSIONS_FILE and WORKFLOW_SESSIONS_GREP choose among them.
 *
 * @throws when a test failed, which VS Code turns into its exit code
 */
export const run = async (): Promise<void> => {
  process.setSourceMapsEnabled(true);
  const eventsFile = required("WORKFLOW_SESSIONS_EVENTS");
  const suite = required("WORKFLOW_SESSIONS_SUITE");
  const tell = (event: TestEvent): void => tellIn(eventsFile, event);
  const logs = keepLogs();
  const mocha = await loadSuite(suite).catch((error: unknown) => {
    const file = `test/vscode/host/${suite}`;
    tell(outsideFailure(file, describeError(error)));
    tell({ type: "end" });
    throw error;
  });
  /** A hook that threw has the title of a hook; what failed then is not that test alone. */
  const result = (test: Runnable, state: "passed" | "failed" | "skipped", error?: Error): void => {
    const title = test.type === "hook" ? "" : test.titlePath().join(" > ");
    const suite = test.parent?.titlePath().join(" > ") ?? "";
    const told = {
      type: "test",
      file: sourceOf(test.file ?? ""),
      title,
      suite,
      state,
      ms: test.duration ?? 0,
    } as const;
    const because = test.type === "hook" ? `${test.titlePath().join(" > ")}: ` : "";
    const log = logs();
    tell(error === undefined ? told : { ...told, error: because + describeError(error), log });
  };
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", (test) => result(test, "passed"))
      .on("fail", (test, error: Error) => result(test, "failed", error))
      .on("pending", (test) => result(test, "skipped"));
  });
  tell({ type: "end" });
  if (failures > 0) {
    throw new Error(`${failures} tests failed`);
  }
};
