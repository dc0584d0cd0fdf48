import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { runTests } from "@vscode/test-electron";
import { fileLine } from "../../run/fileLine.ts";
import { artifacts, root } from "../../run/paths.mjs";
import { toolEnvironment } from "../../run/processes.mjs";
import { beginEvents, outsideFailure, type TestResult } from "../../run/testEvents.ts";
import { enableWorkspaceTrust } from "../launch/desktopArguments.ts";
import { EventsFile } from "./eventsFile.ts";
import type { HostWorkspace } from "./hostWorkspace.ts";

export interface SuiteOptions {
  /** Only this test file, relative to the suite's directory. */
  readonly file?: string;
  /** Only tests whose full title this regular expression matches. */
  readonly grep: string | undefined;
  /** The executable of a desktop VS Code; without it the server and the browser are used. */
  readonly desktop: string | undefined;
}

const loadWorkspace = async (suite: string): Promise<HostWorkspace> => {
  const file = pathToFileURL(join(import.meta.dirname, suite, "workspace.ts"));
  const { workspace } = (await import(file.href)) as { readonly workspace: HostWorkspace };
  return workspace;
};

/** Shows a file's line when the first result of another one comes, and at the end. */
class FileLines {
  #results: TestResult[] = [];

  add(result: TestResult): void {
    if (this.#results[0] !== undefined && this.#results[0].file !== result.file) this.flush();
    this.#results.push(result);
  }

  flush(): void {
    const [first] = this.#results;
    if (first === undefined) return;
    const ms = this.#results.reduce((sum, result) => sum + result.ms, 0);
    process.stdout.write(`${fileLine(first.file, this.#results, ms)}\n`);
    this.#results = [];
  }
}

/** The library says things of its own on the console, between our lines. */
const withoutLog = async (run: typeof runTests, options: Parameters<typeof runTests>[0]): Promise<void> => {
  const { log } = console;
  console.log = () => undefined;
  try {
    await run(options);
  } finally {
    console.log = log;
  }
};

/**
 * Starts a VS Code with the suite's workspace and runs the suite's tests inside; a line is shown for each file.
 *
 * @returns the results; a window that ends before its last test is one failure more
 */
export const runSuite = async (suite: string, options: SuiteOptions): Promise<readonly TestResult[]> => {
  const workspace = await loadWorkspace(suite);
  const directory = await mkdtemp(join(tmpdir(), `vscode-${suite}-`));
  const results: TestResult[] = [];
  const lines = new FileLines();
  let ended = false;
  const eventsFile = join(directory, "events.jsonl");
  beginEvents(eventsFile);
  const events = new EventsFile(eventsFile, (event) => {
    if (event.type === "end") {
      ended = true;
      return;
    }
    results.push(event);
    lines.add(event);
  });
  const output = new PassThrough();
  let said = "";
  output.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  try {
    const parent = join(directory, "workspace");
    await mkdir(parent);
    const opened = await workspace.create(parent);
    await withoutLog(runTests, {
      vscodeExecutablePath: join(root, "test", "vscode", "launch", "code.ts"),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, "dist", "test", "host", "entry.cjs"),
      launchArgs: [
        ...(opened === undefined ? [] : [opened]),
        ...(workspace.restricted === true ? [enableWorkspaceTrust] : []),
        `--user-data-dir=${join(directory, "data")}`,
        `--extensions-dir=${join(directory, "extensions")}`,
      ],
      extensionTestsEnv: {
        PATH: toolEnvironment().PATH,
        // Not the home of the person who runs the tests: their git configuration would be the window's.
        HOME: directory,
        WORKFLOW_SESSIONS_SUITE: suite,
        WORKFLOW_SESSIONS_EVENTS: eventsFile,
        ...(options.file === undefined ? {} : { WORKFLOW_SESSIONS_FILE: options.file }),
        ...(options.grep === undefined ? {} : { WORKFLOW_SESSIONS_GREP: options.grep }),
        ...(options.desktop === undefined ? {} : { WORKFLOW_SESSIONS_DESKTOP: options.desktop }),
      },
      stdout: output,
      stderr: output,
    });
  } catch (error) {
    ended &&= results.some(({ state }) => state === "failed");
    said += String(error);
  } finally {
    events.close();
    await rm(directory, { recursive: true, force: true });
  }
  if (!ended) {
    const error = `The window did not run to its end (see ${join(artifacts, "host", `${suite}.log`)}).\n${said}`;
    const failure = outsideFailure(`test/vscode/host/${suite}`, error);
    results.push(failure);
    lines.add(failure);
  }
  lines.flush();
  return results;
};
