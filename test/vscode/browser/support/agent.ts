import { type ChildProcess, execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../../run/paths.mjs";
import { requireAnswer } from "../../../support/wireAnswers.ts";

const execute = promisify(execFile);
const wfs = join(root, "dist", "wfs.mjs");

/** What a program printed and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An agent as people run them: a shell script that only knows `wfs` and git. */
export class Agent {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  /** `environment`: what makes it the same person as the window's (`Workbench.environment`). */
  constructor(folder: string, environment: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#environment = {
      ...process.env,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_SYSTEM: "/dev/null",
      GIT_AUTHOR_NAME: "agent-1",
      GIT_AUTHOR_EMAIL: "agent-1@example.org",
      GIT_COMMITTER_NAME: "agent-1",
      GIT_COMMITTER_EMAIL: "agent-1@example.org",
      WORKFLOW_AGENT: "agent-1",
      ...environment,
    };
  }

  /** Runs `wfs` to its end; throws unless it ends with 0. */
  async wfs(...args: readonly string[]): Promise<string> {
    const ran = await execute(process.execPath, [wfs, ...args], { cwd: this.#folder, env: this.#environment });
    await requireAnswer(args, ran);
    return ran.stdout;
  }

  /** Runs lines of a shell to their end in the background; `wfs` is on the PATH, and what prints is the last line. */
  async shell(script: string): Promise<Ended> {
    const line = `wfs() { "${process.execPath}" "${wfs}" "$@"; }\n${script}`;
    const ran = await ended(spawn("sh", ["-e", "-c", line], { cwd: this.#folder, env: this.#environment }));
    const [program, ...args] = words(script.trimEnd().split("\n").at(-1) ?? "");
    if (program === "wfs") await requireAnswer(args, ran);
    return ran;
  }
}

/** What an agent does: a fork of WFS-user-profile, an edit in its worktree, a commit, and a question it waits for. */
export const proposal = (fork: string, edit: string, ask: string): string => `
wfs fork create ${fork} --session WFS-user-profile --worktree > /dev/null
cd .worktrees/WFS-${fork}
${edit}
git add -A
git commit --quiet -m "${fork}"
wfs request merge --session WFS-${fork} --into main -m "${ask}" --wait 240 --json
`;

/** A line without variables, as a shell splits it. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? "");

const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
