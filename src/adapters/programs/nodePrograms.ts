import { homedir } from "node:os";
import type { Ended, Programs } from "../../core/base/ports.ts";
import { findProgram } from "../personsPrograms.ts";
import { runInGroup } from "../runInGroup.ts";

/** No questions, no colours, no news. */
const quiet = {
  GH_PROMPT_DISABLED: "1",
  GH_NO_UPDATE_NOTIFIER: "1",
  GLAB_CHECK_UPDATE: "false",
  NO_PROMPT: "1",
  NO_COLOR: "1",
  GIT_TERMINAL_PROMPT: "0",
};

export interface NodeProgramsOptions {
  /** What lies in it is passed over. */
  readonly workspace: string;
  /** Instead of the PATH of this process. */
  readonly path?: string;
}

/** Programs of the person, started in their home directory, so that no repository has a say in what they do. */
export class NodePrograms implements Programs {
  readonly #options: NodeProgramsOptions;

  constructor(options: NodeProgramsOptions) {
    this.#options = options;
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  async run(
    name: string,
    args: readonly string[],
    { stdin = "", signal }: { readonly stdin?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Ended | undefined> {
    const program = this.#find(name);
    if (program === undefined) return undefined;
    const kept = Object.entries(process.env).filter(([variable]) => !variable.toUpperCase().startsWith("GIT_"));
    const env = { ...Object.fromEntries(kept), ...quiet };
    try {
      const group = { program, args, directory: homedir(), env, stdin: Buffer.from(stdin), signal };
      const { exitCode, stdout, stderr, ended } = await runInGroup(group);
      return {
        exitCode: ended === undefined ? (exitCode ?? -1) : -1,
        stdout: stdout.toString("utf8"),
        stderr: stderr.toString("utf8"),
        isCancelled: ended !== undefined,
      };
    } catch {
      return undefined;
    }
  }

  #find(name: string): string | undefined {
    const { workspace, path } = this.#options;
    return findProgram(name, [workspace], { path });
  }
}
