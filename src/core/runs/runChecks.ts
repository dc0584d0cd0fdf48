import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import { joinPath } from "../files/paths.ts";
import { treeOf } from "../git/objects/commits.ts";
import type { ObjectId } from "../git/repository/objectId.ts";
import { openRepository } from "../git/repository/repository.ts";
import { takeOutSecrets } from "../redaction/givenText.ts";
import { openRun } from "./changeRun.ts";
import { checkCommand, checkName, type ClaimedCheck } from "./finish/claimedChecks.ts";
import type { FoundRun } from "./model/foundRun.ts";
import type { RunContext } from "./model/runContext.ts";
import { beginProgram, type ProgramInRun } from "./programInRun.ts";
import { leftOf, lookAtWork } from "./workOfRun.ts";

export interface CheckInput {
  /** Commands to be run in the capsule, one after another. */
  readonly checks?: readonly string[];
  /** Runs a command in a shell, in the run's environment, and answers its exit code. `shown`: the same without secrets. */
  readonly check: (command: string, program: ProgramInRun, shown: string) => Promise<number>;
  readonly signal?: AbortSignal;
}

/** Exit code of a program that Ctrl+C has ended, as shells say it. */
const interrupted = 130;

/** Runs each command in the capsule; what it prints is kept nowhere. Ends with the first that is interrupted. */
export async function runChecks(
  context: RunContext,
  { task, place, directory, record }: FoundRun,
  { checks: commands = [], check, signal }: CheckInput,
): Promise<{ readonly checks: readonly ClaimedCheck[]; readonly rules: readonly string[] }> {
  const checks: ClaimedCheck[] = [];
  const rules = new Set<string>();
  // An earlier finish has taken it away.
  if (commands.length > 0) await context.fs.makeDirectory(joinPath(directory, "scratch"));
  for (const command of commands) {
    const said = await takeOutSecrets(command);
    for (const rule of said.rules) rules.add(rule);
    const program = await beginProgram(context, task, {
      tool: "check",
      command: [command],
      looks: false,
      finishes: true,
    });
    let exit: number | null = null;
    let tree: ObjectId;
    try {
      tree = await treeOfWork(context, task, program.worktree, signal);
      exit = await check(command, program, said.text);
    } finally {
      await program.ended(exit);
    }
    if (exit === interrupted) throw wasInterrupted(task, said.text);
    const name = checkName(said.text);
    const status = exit === 0 ? "passed" : "failed";
    const at = formatTime(context.clock.now());
    const by = record.agent === null ? {} : { by: record.agent.name };
    checks.push({ name, status, command: checkCommand(said.text), exit, tree, at, ...by });
    await context.events.note("check.ended", place.id, { task, name, status, tree, by: "claimed" });
  }
  return { checks, rules: [...rules] };
}

/** The tree a check runs on: that of the branch, where the worktree has no more than it. */
async function treeOfWork(
  context: RunContext,
  task: string,
  worktree: string,
  signal: AbortSignal | undefined,
): Promise<ObjectId> {
  const { git, sessions, checkpoints } = context;
  const work = await lookAtWork(context, await openRun(context, task), signal);
  if (leftOf(work) !== null) return checkpoints.treeAt(worktree, signal);
  return treeOf(await openRepository(git, sessions.root, signal), work.head, signal);
}

const wasInterrupted = (task: string, command: string): WorkflowError =>
  new WorkflowError(
    "refused",
    say`The check “${command}” of the run ${task} was interrupted.`,
    say`Finish it again, with or without that check; nothing was finished.`,
  );
