import * as z from "zod/mini";
import { runJson, runsJson, startedRunJson } from "../../wire/run.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { agentInput, agentOf, toldAgentOptions } from "../input/agentInput.ts";
import { flag, text } from "../input/inputs.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { runsOf } from "../input/resolveSession.ts";
import { warnOfMissing } from "../text/missingText.ts";
import { beginningText, runCells, runText } from "../text/runText.ts";
import { alignRows } from "../text/table.ts";

const start = defineCommand({
  name: "run start",
  operands: "<task>",
  summary: "Start a task in a worktree and an environment of its own",
  options: [
    { flags: "--lane <name>", description: "what it may see and use: observe, repo-fix or release", required: true },
    ofSession(
      "the session it is for, instead of the one meant here: a fork works in its own worktree, of any other a fork is made",
    ),
    { flags: "-m, --message <prompt>", description: "what is to be done" },
    { flags: "--setup <command>", description: "run this in each new worktree of it, in a shell" },
    ...toldAgentOptions,
    {
      flags: "--approve <KEY=VALUE>",
      description: "a program of the repository's git configuration that may run, exactly as the refusal names it",
      repeat: true,
    },
  ],
  examples: [
    "run start fix-login-timeout --lane repo-fix",
    'run start fix-login-timeout --lane repo-fix --session WFS-user-profile -m "The login times out" --setup "npm ci"',
  ],
  recovers: true,
  input: () =>
    z.strictObject({
      task: text(),
      lane: text(),
      session: session(),
      message: z.optional(text()),
      setup: z.optional(text()),
      approve: z._default(z.array(text()), []),
      ...agentInput(),
    }),
  async run({ task, lane, session: named, message, setup: command, approve, ...who }, workspace) {
    const runs = await runsOf(workspace);
    const agent = who.agent === undefined ? undefined : agentOf(who, workspace.logger);
    const { view, opened, setup, redacted } = await runs.start({
      task,
      lane,
      approved: approve,
      ...(named === undefined ? {} : { session: named }),
      ...(message === undefined ? {} : { prompt: message }),
      ...(command === undefined ? {} : { setup: command }),
      ...(agent === undefined ? {} : { agent }),
    });
    warnOfMissing(opened, workspace.logger);
    const { exitCode, output } = setup ?? { exitCode: 0, output: "" };
    if (exitCode !== 0) workspace.logger.warn(`The setup command failed (${exitCode}): ${output}`);
    return {
      json: () => startedRunJson(view, setup, redacted),
      text: () => beginningText(view, workspace.start),
      redacted,
      exitCode: exitCode === 0 ? exitCodes.done : exitCodes.failed,
    };
  },
});

const show = defineCommand({
  name: "run show",
  operands: "[task]",
  summary: "Show a run: its lane, state and worktree, and its transcript so far",
  examples: ["run show", "run show fix-login-timeout --json"],
  input: () => z.strictObject({ task: z.optional(text()) }),
  async run({ task }, workspace) {
    const runs = await runsOf(workspace);
    const view = await runs.get(await runs.meant(task));
    return { json: () => runJson(view), text: () => runText(view, workspace.start) };
  },
});

const list = defineCommand({
  name: "run list",
  operands: "",
  summary: "Show the runs that are not over",
  needsNone: true,
  options: [{ flags: "--all", description: "also those that are over" }],
  examples: ["run list", "run list --all --json"],
  input: () => z.strictObject({ all: flag() }),
  async run({ all }, workspace) {
    const found = await (await runsOf(workspace)).list(all === true);
    return {
      json: () => runsJson(found),
      text: (paint) =>
        found.length === 0
          ? "No runs. “wfs run start <task> --lane repo-fix” starts one.\n"
          : alignRows(found.map((view) => runCells(view, paint))),
    };
  },
});

export const runCommands: readonly Command[] = [start, show, list];
