import { closest } from "../base/words/closest.ts";
import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { areWithheld } from "../sessions/scope/withheldNotes.ts";
import type { RunContext } from "./model/runContext.ts";

/** Throws `not-found` for a name no run has, with the one that may be meant: of those that are open or wait and may be told. */
export async function neverFound(
  { store, queue, sessions }: Pick<RunContext, "store" | "queue" | "sessions">,
  task: string,
): Promise<never> {
  const known = [
    ...(await store.list()).map((run) => ({ name: run.task, session: run.place.id })),
    ...(await queue.tickets()).map((ticket) => ({ name: ticket.task, session: ticket.session })),
  ];
  const names: string[] = [];
  for (const { name, session } of known) {
    if (!(await areWithheld(sessions, session))) names.push(name);
  }
  const meant = closest(task, names);
  throw new WorkflowError(
    "not-found",
    say`There is no run “${task}”.`,
    meant === undefined
      ? say`“wfs run list” shows the runs, “wfs run start ${task} --lane repo-fix” starts one.`
      : say`Did you mean “${meant}”? “wfs run list” shows the runs.`,
  );
}
