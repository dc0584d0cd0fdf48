import * as z from "zod/mini";
import type { Workspace } from "../../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../../core/base/errors.ts";
import { say as text } from "../../../core/base/text.ts";
import { usualLimit, type Waiting } from "../../../core/runs/queueRun.ts";
import { programJson, queueJson, startedRunJson, waitingRunJson } from "../../../wire/run.ts";
import { type Command, defineCommand, type Outcome, usageHint } from "../../base/command.ts";
import { exitCodes } from "../../base/exitCodes.ts";
import { agentInput, agentOf, toldAgentOptions } from "../../input/agentInput.ts";
import { matching, seconds, text as typed } from "../../input/inputs.ts";
import { laneOption, requireLane } from "../../input/laneInput.ts";
import { session } from "../../input/namedSession.ts";
import { ofSession } from "../../input/ofSession.ts";
import { type EndedProgram, runInRun } from "./programInRun.ts";
import { runsOf } from "../../input/resolveSession.ts";
import { untilInterrupted } from "../../input/untilInterrupted.ts";
import { warnOfMissing } from "../../text/missingText.ts";
import { beginningText, queueText, touchedText, waitingText } from "../../text/runText.ts";

const most = 1000;

const limit = (): z.ZodMiniType<number, string> =>
  matching(/^[1-9]\d{0,2}$/u, `A number from 1 to ${most - 1} is needed.`, Number);

const input = () =>
  z.strictObject({
    task: z.optional(typed()),
    command: z._default(z.array(typed()), []),
    lane: z.optional(typed()),
    session: session(),
    message: z.optional(typed()),
    setup: z.optional(typed()),
    limit: z.optional(limit()),
    wait: z.optional(seconds()),
    approve: z._default(z.array(typed()), []),
    ...agentInput(),
  });

type QueueInput = z.infer<ReturnType<typeof input>>;

/** `run queue`: a verb of its own file, because it waits. */
export const queue: Command = defineCommand({
  name: "run queue",
  operands: "[task]",
  runsProgram: true,
  summary: "Start a task when it is its turn, and run a program in it; without a task: show what waits",
  needsNone: true,
  options: [
    laneOption,
    ofSession("the session it is for, as with “run start”"),
    { flags: "-m, --message <prompt>", description: "what is to be done" },
    { flags: "--setup <command>", description: "run this in each new worktree of it, in a shell" },
    { flags: "--limit <n>", description: `how many runs may be open at once; default: ${usualLimit}` },
    { flags: "--wait <seconds>", description: "wait no longer than this (exit code 4); default: as long as it takes" },
    ...toldAgentOptions,
    {
      flags: "--approve <KEY=VALUE>",
      description: "a program of the repository's git configuration that may run, exactly as the refusal names it",
      repeat: true,
    },
  ],
  examples: [
    "run queue",
    "run queue fix-login-timeout --lane repo-fix --limit 2 -- my-agent --task fix-login-timeout",
    "run queue fix-login-timeout --lane repo-fix --wait 0",
  ],
  recovers: ({ task }) => task !== undefined,
  input,
  async run(given, workspace, say, json) {
    if (given.task === undefined) return listQueue(workspace, given);
    const { task } = given;
    const lane = requireLane(given.lane);
    const runs = await runsOf(workspace);
    const agent = given.agent === undefined ? undefined : agentOf(given, workspace.logger);
    const waits = (waiting: Waiting): void => {
      for (const line of waitingText(waiting, workspace.scope()).trimEnd().split("\n")) say(line);
    };
    const turn = await untilInterrupted(async (signal) =>
      runs.queue({
        task,
        lane,
        approved: given.approve,
        limit: given.limit ?? usualLimit,
        waits,
        signal,
        ...(given.wait === undefined ? {} : { wait: given.wait * 1000 }),
        ...(given.session === undefined ? {} : { session: given.session }),
        ...(given.message === undefined ? {} : { prompt: given.message }),
        ...(given.setup === undefined ? {} : { setup: given.setup }),
        ...(agent === undefined ? {} : { agent }),
      }),
    );
    if (turn.waiting !== undefined) {
      const { waiting } = turn;
      return {
        json: () => waitingRunJson(waiting),
        text: () => waitingText(waiting, workspace.scope()),
        exitCode: exitCodes.waiting,
      };
    }
    const { view, opened, setup, redacted } = turn;
    warnOfMissing(opened, workspace.logger);
    const { exitCode, output } = setup ?? { exitCode: 0, output: "" };
    if (exitCode !== 0) workspace.logger.warn(`The setup command failed (${exitCode}): ${output}`);
    const started = startedRunJson(view, setup, redacted);
    const begins = beginningText(view, workspace.start);
    if (given.command.length > 0 && exitCode !== 0) await runs.yieldPlace(view);
    if (given.command.length === 0 || exitCode !== 0) {
      const code = exitCode === 0 ? exitCodes.done : exitCodes.failed;
      return { json: () => started, text: () => begins, redacted, exitCode: code };
    }
    for (const line of begins.trimEnd().split("\n")) say(line);
    let ended: EndedProgram;
    try {
      ended = await runInRun(workspace, task, given.command, { looks: true, mayAnswer: !json, tell: say });
    } finally {
      await runs.yieldPlace(view);
    }
    const said = touchedText(ended.touched, true);
    if (said !== "") say(said);
    return {
      json: () => ({ ...started, program: programJson(ended) }),
      text: () => "",
      redacted,
      exitCode: ended.exitCode,
    };
  },
});

async function listQueue(workspace: Workspace, given: QueueInput): Promise<Outcome<ReturnType<typeof queueJson>>> {
  if (given.lane !== undefined || given.command.length > 0) {
    throw new WorkflowError("usage", text`No task is named.`, usageHint("run queue"));
  }
  const { waiting, open, holders } = await (await runsOf(workspace)).queued();
  const bound = given.limit ?? usualLimit;
  return {
    json: () => queueJson(waiting, bound, open),
    text: (_paint, now) => queueText(waiting, { open, holders }, now),
  };
}
