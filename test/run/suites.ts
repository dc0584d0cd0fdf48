import { join } from "node:path";
import { chooseVsCode } from "../vscode/launch/choice.mjs";
import { root } from "./paths.mjs";

export const suiteNames = ["check", "unit", "adapters", "page", "host", "browser"] as const;
export type SuiteName = (typeof suiteNames)[number];

/** Some tests of one file. */
export interface Selection {
  /** Relative to the root. */
  readonly file: string;
  /** Whole titles of tests, or of the suites around them; none: every test of the file. */
  readonly titles: readonly string[];
}

/** One process that runs one suite or two. */
export interface Process {
  readonly suites: readonly SuiteName[];
  /** When it is taken for hung, on a machine that has other things to do. */
  readonly limitMinutes: number;
  /** Arguments for node. It tells of its tests in the file WORKFLOW_SESSIONS_EVENTS names (testEvents.ts). */
  readonly command: (selection?: Selection) => readonly string[];
  /** A failed test is tried once more: a real window of VS Code has moods that are not ours. */
  readonly triesAgain: boolean;
}

/** A regular expression that matches tests of such whole titles, or in suites of them. */
function titlePattern(titles: readonly string[]): string {
  const escaped = titles.map((title) => title.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
  return `^(?:${escaped.join("|")})(?: > |$)`;
}

const selected = (selection: Selection | undefined, option: string): readonly string[] =>
  selection === undefined
    ? []
    : [selection.file, ...(selection.titles.length === 0 ? [] : [`${option}=${titlePattern(selection.titles)}`])];

const vitest = (suites: readonly SuiteName[], limitMinutes: number, triesAgain = false): Process => ({
  suites,
  limitMinutes,
  triesAgain,
  command: (selection) => [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    ...suites.map((name) => `--project=${name}`),
    ...selected(selection, "--testNamePattern"),
  ],
});

const host: Process = {
  suites: ["host"],
  limitMinutes: 15,
  triesAgain: true,
  command: (selection) => [
    join(root, "test", "vscode", "host", "run.ts"),
    `--${chooseVsCode(process.argv)}`,
    ...selected(selection, "--grep"),
  ],
};

/**
 * What runs side by side, each lane one process after the other: the one computes and waits for git, the other waits for pages and windows.
 *
 * @param wanted the suites that are to run
 */
export function lanesOf(wanted: ReadonlySet<SuiteName>): readonly (readonly Process[])[] {
  const plain = (["unit", "adapters"] as const).filter((name) => wanted.has(name));
  const shown = [vitest(["page"], 15), host, vitest(["browser"], 40, true)];
  return [
    plain.length === 0 ? [] : [vitest(plain, 45)],
    shown.filter(({ suites }) => suites.every((name) => wanted.has(name))),
  ];
}

/** Whether it drives the packed or built extension. */
export function needsPackage({ suites }: Process): boolean {
  return suites.some((name) => name === "host" || name === "browser");
}

/** The process that runs a test file; undefined: it is not a test of ours. */
export function processOf(file: string): Process | undefined {
  if (!file.endsWith(".test.ts")) return undefined;
  const folders: readonly (readonly [folder: string, process: Process])[] = [
    ["test/unit/", vitest(["unit"], 45)],
    ["test/adapters/", vitest(["adapters"], 45)],
    ["test/page/", vitest(["page"], 15)],
    ["test/vscode/host/", host],
    ["test/vscode/browser/", vitest(["browser"], 40)],
  ];
  return folders.find(([folder]) => file.startsWith(folder))?.[1];
}
