#!/usr/bin/env node
import "./requireNode.ts";
import { StandardOutput } from "./base/output.ts";
import { runCommandLine } from "./run.ts";

async function main(): Promise<void> {
  const [stdout, stderr] = [new StandardOutput(1), new StandardOutput(2)];
  const environment = { stdout, stderr, env: process.env, cwd: directoryHere() };
  const exitCode = await runCommandLine(process.argv.slice(2), environment);
  // What is still being written is written first; then the process ends at once, because a git that has long answered keeps its timers for two seconds.
  // Where that fails, the exit code says so already, or nobody can be told.
  await Promise.allSettled([stdout.flush(), stderr.flush()]);
  process.exit(exitCode);
}

/** `undefined`: the directory the shell stands in is gone, which not every verb minds. */
function directoryHere(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

// Not awaited here: what a verb loads imports from this file, which is complete for it only when it has come to its end. Should nothing keep
// the process alive before the answer is there, it has failed. (An exit code that is set beforehand would be the one of commander's help.)
process.once("beforeExit", () => process.exit(1));
void main();
