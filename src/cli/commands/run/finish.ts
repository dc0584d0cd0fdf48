import * as z from "zod/mini";
import { finishedRunJson } from "../../../wire/run.ts";
import { defineCommand } from "../../base/command.ts";
import { exitCodes } from "../../base/exitCodes.ts";
import { flag, text } from "../../input/inputs.ts";
import { session } from "../../input/namedSession.ts";
import { ofSession } from "../../input/ofSession.ts";
import { startInRun } from "./programInRun.ts";
import { runsOf } from "../../input/resolveSession.ts";
import { textOrStdin } from "../../input/standardInput.ts";
import { finishedText } from "../../text/finishText.ts";

export const finish = defineCommand({
  name: "run finish",
  operands: "[task]",
  summary:
    "Finish a run: summary, patch, checks and trace of it are kept, and nothing else; exit code 1 where a check fails",
  options: [
    {
      flags: "--check <command>",
      description: "run this in its worktree first, in a shell; how it ends is kept as a claim",
      repeat: true,
    },
    {
      flags: "-m, --message <summary>",
      description: "what was done, in at most 400 tokens; - reads it from standard input",
    },
    {
      flags: "--leave-uncommitted",
      description: "also while its worktree has work that is not committed, which is no part of it then",
    },
    ofSession("the only run of this session, where no task is named"),
  ],
  examples: [
    'run finish --check "npm test" -m "Waits for the server, up to 30 s"',
    "run finish fix-login-timeout --json",
  ],
  recovers: true,
  input: () =>
    z.strictObject({
      task: z.optional(text()),
      session: session(),
      check: z._default(z.array(text()), []),
      message: z.optional(text()),
      leaveUncommitted: flag(),
    }),
  async run({ task, session: named, check: checks, message, leaveUncommitted }, workspace, tell) {
    const runs = await runsOf(workspace);
    const summary = message === undefined ? undefined : await textOrStdin(message);
    const finished = await runs.finish(await runs.meant(task, named), {
      checks,
      leavesUncommitted: leaveUncommitted === true,
      ...(summary === undefined ? {} : { summary }),
      async check(command, program, shown) {
        tell(`[verify] ${shown}`);
        // As `run exec` runs a program; what it prints goes to standard error.
        return startInRun(workspace, runs, program, { command, args: [], mayAnswer: false, isShell: true });
      },
    });
    return {
      json: () => finishedRunJson(finished),
      text: () => finishedText(finished),
      redacted: finished.redacted,
      exitCode: finished.checks.every(({ status }) => status === "passed") ? exitCodes.done : exitCodes.failed,
    };
  },
});
