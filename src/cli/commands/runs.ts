import * as z from "zod/mini";
import type { Logger } from "../../core/base/ports.ts";
import type { StartedRun } from "../../core/runs/startRun.ts";
import {
  resetRunJson,
  retriedRunJson,
  runExecJson,
  shownRunJson,
  runsJson,
  startedRunJson,
  tornDownJson,
} from "../../wire/run.ts";
import type { ChangeOptions } from "../../core/runs/changeRun.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { finish } from "./run/finish.ts";
import { type ExitCode, exitCodes } from "../base/exitCodes.ts";
import { queue } from "./run/runQueue.ts";
import { agentInput, agentName, agentOf, toldAgentOptions } from "../input/agentInput.ts";
import { flag, text } from "../input/inputs.ts";
import { laneOption, requireLane } from "../input/laneInput.ts";
import { session } from "../input/namedSession.ts";
import { ofSession } from "../input/ofSession.ts";
import { runInRun } from "./run/programInRun.ts";
import { runsOf } from "../input/resolveSession.ts";
import { warnOfMissing } from "../text/missingText.ts";
import {
  beginningText,
  capsuleText,
  keptText,
  runCells,
  runText,
  staleText,
  tornDownText,
  touchedText,
} from "../text/runText.ts";
import { alignRows } from "../text/table.ts";

const approve = {
  flags: "--approve <KEY=VALUE>",
  description: "a program of the repository's git configuration that may run, exactly as the refusal names it",
  repeat: true,
} as const;

const start = defineCommand({
  name: "run start",
  operands: "<task>",
  summary: "Start a task in a worktree and an environment of its own",
  options: [
    laneOption,
    ofSession(
      "the session it is for, instead of the one meant here: a fork works in its own worktree, of any other a fork is made",
    ),
    { flags: "-m, --message <prompt>", description: "what is to be done" },
    { flags: "--setup <command>", description: "run this in its new worktree, in a shell" },
    ...toldAgentOptions,
    approve,
  ],
  examples: [
    "run start fix-login-timeout --lane repo-fix",
    'run start fix-login-timeout --lane repo-fix --session WFS-user-profile -m "The login times out" --setup "npm ci"',
  ],
  recovers: true,
  input: () =>
    z.strictObject({
      task: text(),
      lane: z.optional(text()),
      session: session(),
      message: z.optional(text()),
      setup: z.optional(text()),
      approve: z._default(z.array(text()), []),
      ...agentInput(),
    }),
  async run({ task, session: named, message, setup: command, approve, ...who }, workspace, say) {
    const lane = requireLane(who.lane);
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
    say(`Next: wfs run exec ${view.task} -- CMD`);
    return {
      json: () => startedRunJson(view, setup, redacted),
      text: () => beginningText(view, workspace.start),
      redacted,
      exitCode: saySetup({ opened, setup }, workspace.logger),
    };
  },
});

const show = defineCommand({
  name: "run show",
  operands: "[task]",
  summary: "Show a run: its lane, state and worktree, and its transcript so far",
  options: [ofSession("the only run of this session, where no task is named")],
  examples: ["run show", "run show fix-login-timeout --json"],
  input: () => z.strictObject({ task: z.optional(text()), session: session() }),
  async run({ task, session: ofIt }, workspace) {
    const runs = await runsOf(workspace);
    const view = await runs.get(await runs.meantToSee(task, ofIt), ofIt);
    const details = await runs.details(view);
    return { json: () => shownRunJson(view, details), text: () => runText(view, details, workspace.start) };
  },
});

const list = defineCommand({
  name: "run list",
  operands: "",
  summary: "Show the runs that are not over",
  needsNone: true,
  options: [
    { flags: "--all", description: "also those that are over" },
    ofSession("only those that work in this fork"),
  ],
  examples: ["run list", "run list --all --json"],
  input: () => z.strictObject({ all: flag(), session: session() }),
  async run({ all, session: ofIt }, workspace) {
    const every = await (await runsOf(workspace)).list(all === true);
    const found = ofIt === undefined ? every : every.filter(({ place }) => place.id === ofIt);
    return {
      json: () => runsJson(found),
      text: (paint) =>
        found.length === 0
          ? "No runs. “wfs run start <task> --lane repo-fix” starts one.\n"
          : alignRows(found.map((view) => runCells(view, paint))),
    };
  },
});

const exec = defineCommand({
  name: "run exec",
  operands: "[task]",
  runsProgram: true,
  summary: "Run a program in a run's worktree, with the environment of the run and nothing else",
  options: [
    ofSession("the only run of this session, where no task is named"),
    { flags: "--no-look", description: "do not look which files it changes" },
  ],
  examples: ["run exec -- npm test", "run exec fix-login-timeout -- git commit -am 'Wait longer'"],
  recovers: true,
  input: () =>
    z.strictObject({
      task: z.optional(text()),
      session: session(),
      look: z._default(z.boolean(), true),
      command: z.array(text()).check(z.minLength(1, "A program is needed, behind “--”.")),
    }),
  async run({ task, session: named, look, command: words }, workspace, tell, json) {
    const runs = await runsOf(workspace);
    const how = { looks: look, mayAnswer: !json, tell };
    const { program, exitCode, touched } = await runInRun(workspace, await runs.meant(task, named), words, how);
    const said = touchedText(touched, look);
    if (said !== "") tell(said);
    return { json: () => runExecJson(program, exitCode, touched), text: () => "", exitCode };
  },
});

const approved = z._default(z.array(text()), []);
const named = () => z.strictObject({ task: z.optional(text()), session: session(), approve: approved });
const renewed = () => z.extend(named(), { setup: z.optional(text()) });
const setupOption = {
  flags: "--setup <command>",
  description: "run this in it afterwards, in a shell; what an earlier call said is not run again",
} as const;
const ofRun = ofSession("the only run of this session, where no task is named");

/** What verbs have in common that bring a run back to its base. */
const renewal = {
  operands: "[task]",
  options: [setupOption, ofRun, approve],
  recovers: true,
  input: renewed,
} as const;

const optionsOf = (approve: readonly string[], setup: string | undefined): ChangeOptions => ({
  approved: approve,
  ...(setup === undefined ? {} : { setup }),
});

const reset = defineCommand({
  ...renewal,
  name: "run reset",
  summary: "Bring a run's worktree back to its base, whatever was done in it; its work is kept in a pinned checkpoint",
  examples: ["run reset fix-login-timeout", 'run reset fix-login-timeout --setup "npm ci"'],
  async run({ task, session: ofIt, approve: programs, setup }, workspace) {
    const runs = await runsOf(workspace);
    const done = await runs.reset(await runs.meant(task, ofIt), optionsOf(programs, setup));
    return {
      afterwards: async () => runs.whenDiscarded(),
      json: () => resetRunJson(done),
      text: () => keptText(done.view, done) + capsuleText(done.view, workspace.start),
      exitCode: saySetup(done, workspace.logger),
    };
  },
});

const retry = defineCommand({
  ...renewal,
  name: "run retry",
  summary: "Begin the next attempt of a run from the same base in a fresh worktree; the one before is kept",
  examples: ["run retry fix-login-timeout", 'run retry fix-login-timeout --setup "npm ci"'],
  async run({ task, session: ofIt, approve: programs, setup }, workspace) {
    const runs = await runsOf(workspace);
    const done = await runs.retry(await runs.meant(task, ofIt), optionsOf(programs, setup));
    return {
      afterwards: async () => runs.whenDiscarded(),
      json: () => retriedRunJson(done),
      text: () => keptText(done.view, done) + staleText(done.stale) + capsuleText(done.view, workspace.start),
      exitCode: saySetup(done, workspace.logger),
    };
  },
});

const teardown = defineCommand({
  name: "run teardown",
  operands: "[task]",
  summary: "Take a run away: its work is kept in a pinned checkpoint, then worktree, branch and scratch go",
  options: [ofRun],
  examples: ["run teardown fix-login-timeout"],
  recovers: true,
  input: () => z.strictObject({ task: z.optional(text()), session: session() }),
  async run({ task, session: ofIt }, workspace) {
    const runs = await runsOf(workspace);
    const requestedBy = agentName() ?? "wfs";
    const torn = await runs.teardown(await runs.meant(task, ofIt), { requestedBy });
    return {
      afterwards: async () => runs.whenDiscarded(),
      json: () => tornDownJson(torn),
      text: () => tornDownText(torn),
      exitCode: torn.outcome === "requested" ? exitCodes.waiting : exitCodes.done,
    };
  },
});

/** Says how the setup command has ended, and what the verb ends with. */
function saySetup({ opened, setup }: Pick<StartedRun, "opened" | "setup">, logger: Logger): ExitCode {
  warnOfMissing(opened, logger);
  if (setup === null || setup.exitCode === 0) return exitCodes.done;
  logger.warn(`The setup command failed (${setup.exitCode}): ${setup.output}`);
  return exitCodes.failed;
}

export const runCommands: readonly Command[] = [start, queue, show, list, exec, reset, retry, finish, teardown];
