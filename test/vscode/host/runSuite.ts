import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { runTests } from "@vscode/test-electron";
import { artifacts, root } from "../../run/paths.mjs";
import { toolEnvironment } from "../../run/processes.mjs";
import { enableWorkspaceTrust } from "../launch/desktopArguments.ts";
import { EventsFile } from "./eventsFile.ts";
import type { HostWorkspace } from "./hostWorkspace.ts";
import type { SuiteEvent } from "./suiteEvents.ts";

export interface SuiteCounts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface SuiteOptions {
  /** Only tests whose full title contains this. */
  readonly grep: string | undefined;
  /** The executable of a desktop VS Code; without it the server and the browser are used. */
  readonly desktop: string | undefined;
}

const show = (event: SuiteEvent): void => {
  switch (event.type) {
    case "pass":
      console.log(`  ✓ ${event.title} (${event.ms} ms)`);
      break;
    case "fail":
      console.log(`  ✗ ${event.title}\n${event.error.replaceAll(/^/gmu, "      ")}`);
      break;
    case "skip":
      console.log(`  - ${event.title} (skipped)`);
      break;
    case "log":
      console.log(`    ${event.text.replaceAll("\n", "\n    ")}`);
      break;
    case "end":
      break;
  }
};

const loadWorkspace = async (suite: string): Promise<HostWorkspace> => {
  const file = pathToFileURL(join(import.meta.dirname, suite, "workspace.ts"));
  const { workspace } = (await import(file.href)) as { readonly workspace: HostWorkspace };
  return workspace;
};

/**
 * Starts a VS Code with the suite's workspace and runs the suite's tests inside; results are shown while they arrive.
 *
 * @returns the counts; a suite that ends before its last test counts as one failure more
 */
export const runSuite = async (suite: string, options: SuiteOptions): Promise<SuiteCounts> => {
  const workspace = await loadWorkspace(suite);
  console.log(`\n${suite}`);
  const directory = await mkdtemp(join(tmpdir(), `vscode-${suite}-`));
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  let ended = false;
  const eventsFile = join(directory, "events.jsonl");
  await writeFile(eventsFile, "");
  const events = new EventsFile(eventsFile, (event) => {
    counts.passed += event.type === "pass" ? 1 : 0;
    counts.failed += event.type === "fail" ? 1 : 0;
    counts.skipped += event.type === "skip" ? 1 : 0;
    ended ||= event.type === "end";
    show(event);
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
    await runTests({
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
        WORKFLOW_SESSIONS_SUITE: suite,
        WORKFLOW_SESSIONS_EVENTS: eventsFile,
        ...(options.grep === undefined ? {} : { WORKFLOW_SESSIONS_GREP: options.grep }),
        ...(options.desktop === undefined ? {} : { WORKFLOW_SESSIONS_DESKTOP: options.desktop }),
      },
      stdout: output,
      stderr: output,
    });
  } catch (error) {
    ended &&= counts.failed > 0;
    said += String(error);
  } finally {
    await events.close();
    await rm(directory, { recursive: true, force: true });
  }
  if (!ended) {
    counts.failed += 1;
    console.log(`  ✗ ${suite} did not run to its end (see ${join(artifacts, "host", `${suite}.log`)})\n${said}`);
  }
  return counts;
};
