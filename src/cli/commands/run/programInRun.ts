import type { Workspace } from "../../../adapters/open/openWorkspace.ts";
import { contextVariables } from "../../../core/context/contextVariables.ts";
import type { Runs } from "../../../core/runs/runs.ts";
import type { ProgramInRun, TouchedFiles } from "../../../core/runs/programInRun.ts";
import { contextJson } from "../../../wire/context.ts";
import type { Say } from "../../base/command.ts";
import { runsOf } from "../../input/resolveSession.ts";

/** How a program that was run in a run has ended. */
export interface EndedProgram {
  readonly program: ProgramInRun;
  readonly exitCode: number;
  readonly touched: TouchedFiles;
}

interface HowToRun {
  /** Look which files it changes. */
  readonly looks: boolean;
  /** Its standard output is ours. */
  readonly mayAnswer: boolean;
  readonly tell: Say;
}

/** Runs a program in a run's worktree with the environment of the run and nothing else. */
export async function runInRun(
  workspace: Workspace,
  task: string,
  words: readonly string[],
  { looks, mayAnswer, tell }: HowToRun,
): Promise<EndedProgram> {
  const runs = await runsOf(workspace);
  const program = await runs.begin(task, { tool: "exec", command: words, looks });
  const [command = "", ...args] = words;
  if (program.reopened) tell("[router] reopened");
  let exit: number | null = null;
  let touched: TouchedFiles;
  try {
    exit = await startInRun(workspace, runs, program, { command, args, mayAnswer });
  } finally {
    touched = await program.ended(exit);
  }
  return { program, exitCode: exit, touched };
}

type Program = Parameters<Workspace["runProgram"]>[0];

/** Runs what was announced in a run, in its worktree and with its environment, and answers the exit code. */
export async function startInRun(
  workspace: Workspace,
  runs: Runs,
  { view, worktree: directory, leases, began }: ProgramInRun,
  program: Pick<Program, "command" | "args" | "mayAnswer" | "isShell">,
): Promise<number> {
  const context = await workspace.context(view.place.id);
  const session = contextVariables(context, JSON.stringify(contextJson(context)));
  const variables = runs.environment(view, session, leases);
  return workspace.runProgram({ ...program, directory, variables, environment: "only", began });
}
