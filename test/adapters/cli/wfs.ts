import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, inject, onTestFinished } from "vitest";
import { requireAnswer } from "../../support/wireAnswers.ts";

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Only root may choose. */
  readonly uid?: number;
}

/** The node a terminal finds, which may be as old as 20: the first on the PATH that is not this repository's own. */
const node =
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((directory) => !directory.includes("node_modules"))
    .map((directory) => join(directory, process.platform === "win32" ? "node.exe" : "node"))
    .find((file) => existsSync(file)) ?? process.execPath;

export const wfsFile = (): string => join(inject("wfsPackage"), "dist", "wfs.mjs");

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

/** Runs a program to its end without a terminal; stdin is empty. What `wfs` prints with `--json` must be what src/wire says. */
export async function runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"], HOME: tmpdir(), GIT_CONFIG_NOSYSTEM: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === null) reject(new Error(`ended by ${String(signal)}`));
      else resolve(code);
    });
  });
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const own = wfsArguments([file, ...args]);
  if (own !== undefined) await requireAnswer(own, { stdout, stderr });
  return { exitCode, stdout, stderr };
}

/** Runs `wfs` to its end. */
export async function wfs(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return runProgram(node, [wfsFile(), ...args], options);
}

/** The words after `wfs` in a command line, if it runs that. */
function wfsArguments(words: readonly string[]): readonly string[] | undefined {
  const at = words.findIndex((word) => /(?:^|[\\/])wfs(?:\.mjs)?$/u.test(word));
  return at < 0 ? undefined : words.slice(at + 1);
}

/** The verbs that `wfs --help` lists, without their operands. */
export function verbsIn(help: string): readonly string[] {
  const listed = help.slice(help.indexOf("Look:")).matchAll(/^ {2}([a-z]+(?: [a-z]+)?)(?= )/gmu);
  return [...listed].map(([, verb = ""]) => verb);
}

/** A fresh directory, gone when the test ends. */
export function freshDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "wfs-test-")));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** One that stays for all tests of the file. */
export function keptDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "wfs-test-")));
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** Runs a verb that must succeed and answer one JSON object on stdout, with nothing on stderr. */
export async function wfsJson(args: readonly string[], cwd: string): Promise<unknown> {
  const { exitCode, stdout, stderr } = await wfs([...args, "--json"], { cwd });
  if (exitCode !== 0 || stderr !== "") throw new Error(`wfs ${args.join(" ")}: ${exitCode} ${stderr}`);
  return JSON.parse(stdout);
}

/** Runs a verb that must fail with nothing on stdout and one error object on stderr. */
export async function wfsError(args: readonly string[], cwd: string): Promise<{ exitCode: number; code: string }> {
  const { exitCode, stdout, stderr } = await wfs(["--json", ...args], { cwd });
  if (stdout !== "") throw new Error(`wfs ${args.join(" ")} printed ${stdout}`);
  const { error, ...rest } = JSON.parse(stderr) as { error: Record<string, unknown> };
  const { code, message, hint, ...more } = error;
  if (Object.keys(rest).length + Object.keys(more).length > 0) throw new Error(`more than an error: ${stderr}`);
  if (typeof code !== "string" || typeof message !== "string" || typeof hint !== "string") throw new Error(stderr);
  if (message === "" || hint === "") throw new Error(`an error without words: ${stderr}`);
  return { exitCode, code };
}
