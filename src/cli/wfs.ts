#!/usr/bin/env node
import "./requireNode.ts";
import { runCommandLine } from "./run.ts";

// A reader that has seen enough (`wfs list | head -1`) ends the output, not the work.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
});

// Written first what is still being written; then an end at once, because a git that has long answered keeps its timers for two seconds.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<void>((resolve) => {
    stream.write("", () => resolve());
  });
}
process.exit(exitCode);
