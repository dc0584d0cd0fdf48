import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { WorkflowError } from "../core/base/errors.ts";
import { say } from "../core/base/text.ts";

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  /** In addition to this process's own environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** `only`: the variables are all of its environment. */
  readonly environment?: "only";
  /** Its standard output is ours; else it goes to standard error, where ours is an answer. */
  readonly mayAnswer: boolean;
  /** Told the process as soon as there is one. */
  readonly began?: (pid: number) => Promise<void>;
}

const forwarded = ["SIGTERM", "SIGHUP"] as const;

/** Keeps us alive until the program has ended as it thinks right. */
const wait = (): void => undefined;

/**
 * Runs a program that a person or an agent asked for, with this process's terminal, and answers its exit code: as in a shell 128 and the number of the signal
 * it ended by. What a terminal sends at Ctrl+C reaches it by itself. Throws `not-found` where there is no such program, `refused` where it may not be run.
 */
export async function runProgram(program: Program): Promise<number> {
  const { command, args, directory, variables, environment, mayAnswer, began } = program;
  const child = started(command, () =>
    spawn(command, [...args], {
      cwd: directory,
      env: environment === "only" ? { ...variables } : { ...process.env, ...variables },
      stdio: ["inherit", mayAnswer ? "inherit" : 2, "inherit"],
    }),
  );
  const forward = forwarded.map((signal) => [signal, () => void child.kill(signal)] as const);
  for (const [signal, handle] of forward) process.on(signal, handle);
  process.on("SIGINT", wait);
  try {
    const ended = once(child, "close");
    if (child.pid !== undefined) await began?.(child.pid);
    const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal ?? "SIGTERM"];
  } catch (error) {
    throw notRun(command, error);
  } finally {
    for (const [signal, handle] of forward) process.off(signal, handle);
    process.off("SIGINT", wait);
  }
}

/** What node refuses at once is told as what the system refuses a moment later. */
function started<Child>(command: string, start: () => Child): Child {
  try {
    return start();
  } catch (error) {
    throw notRun(command, error);
  }
}

function notRun(command: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT")
    return new WorkflowError(
      "not-found",
      say`There is no program “${command}”.`,
      say`Name one that is on the PATH.`,
      error,
    );
  if (code === "EACCES")
    return new WorkflowError(
      "refused",
      say`“${command}” may not be run.`,
      say`Name a program that is executable.`,
      error,
    );
  if (code === "E2BIG" || code === "ERR_INVALID_ARG_VALUE")
    return new WorkflowError(
      "refused",
      say`“${command}” cannot be run with that.`,
      say`Give it a name and less, or what it needs in a file.`,
      error,
    );
  return error;
}
