import { spawn } from "node:child_process";
import { once } from "node:events";
import type { SetupOptions, SetupResult } from "../core/forks/openFork.ts";
import { personsVariables } from "./personsVariables.ts";

/** The end of what a command printed is what says why it failed. */
const keptOutput = 8 * 1024;

/**
 * Runs the setup command of a fork in the user's shell. The command must come from the person (their own settings, their command line), never
 * from the repository, which could name any program. Git's own variables but the person's are taken away, so that tools in it see the worktree they run in.
 */
export async function runSetupCommand(
  command: string,
  directory: string,
  { variables, signal }: SetupOptions = {},
): Promise<SetupResult> {
  const kept = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith("GIT_"));
  const child = spawn(command, {
    cwd: directory,
    shell: true,
    env: variables ?? { ...Object.fromEntries(kept), ...personsVariables(process.env) },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that cancelling ends what the shell started as well.
    detached: process.platform !== "win32",
  });
  let output = "";
  const keep = (data: Buffer): void => {
    output = (output + data.toString("utf8")).slice(-keptOutput);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const stop = (): void => {
    if (child.pid === undefined) return;
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGTERM");
  };
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    const [exitCode] = (await once(child, "close")) as [number | null];
    return { exitCode: exitCode ?? -1, output };
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
