import { WorkflowError } from "../../core/base/errors.ts";
import type { CommandEnd, Commands } from "../../core/base/ports.ts";
import { say } from "../../core/base/text.ts";
import { inheritedBy, laneNamed } from "../../core/lanes/lane.ts";
import { toFileError } from "../fileErrors.ts";
import { runInGroup } from "../runInGroup.ts";

/** Bytes of what a command prints that are kept, the last ones; more than is kept of it as text, of which colours are taken out. */
const keptBytes = 256 * 1024;

/** Nobody looks at it in a terminal. */
const plain = { NO_COLOR: "1", TERM: "dumb" };

/** What the person's own commands need besides to install what they test: the way out of their network, and where their tools are. */
const reach = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "JAVA_HOME",
];

/** What a command has of this process's environment: what the narrowest lane lets through, and that. Nothing of git. */
function environment(): Readonly<Record<string, string>> {
  const observe = laneNamed("observe");
  return inheritedBy({ ...observe, environment: [...observe.environment, ...reach] }, process.env);
}

/** Commands as the system's shell reads them: `/bin/sh`, or `cmd.exe` on Windows. */
export const shellCommands: Commands = {
  async run(command, { directory, seconds, signal }): Promise<CommandEnd> {
    const output = new Tail();
    const time = AbortSignal.timeout(Math.ceil(seconds * 1000));
    const group = {
      program: command,
      args: [],
      isShell: true,
      leavesNothing: true,
      directory,
      env: { ...environment(), ...plain },
      stdin: new Uint8Array(),
      signal: signal === undefined ? time : AbortSignal.any([signal, time]),
      printed: (data: Buffer) => output.add(data),
    };
    try {
      const { exitCode, ended } = await runInGroup(group);
      const why = ended === undefined ? undefined : signal?.aborted === true ? "cancelled" : "timeout";
      return { exitCode: why === undefined ? exitCode : null, output: output.bytes, ended: why };
    } catch (error) {
      throw new WorkflowError(
        "refused",
        say`The command could not be started: ${toFileError(error, directory).text}`,
        say`Look at it in your settings (workflowSessions.checks.required).`,
        error,
      );
    }
  },
};

/** The end of what comes. */
class Tail {
  #chunks: Buffer[] = [];
  #size = 0;

  add(data: Buffer): void {
    this.#chunks.push(data);
    this.#size += data.length;
    if (this.#size <= 2 * keptBytes) return;
    this.#chunks = [this.bytes];
    this.#size = keptBytes;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks).subarray(-keptBytes);
  }
}
