import { WorkflowError } from "../base/errors.ts";
import { joined, say, type Text } from "../base/text.ts";
import type { SessionView } from "./model/session.ts";
import type { SessionId } from "./model/sessionId.ts";
import type { OpenEnds, Sessions } from "./model/sessions.ts";
import { isDone } from "./model/task.ts";

const isOver = ({ state }: SessionView): boolean => state === "completed" || state === "archived";

/** What completing a session would leave open; nothing of one that is over. */
export async function openEnds(sessions: Pick<Sessions, "get" | "tasks" | "list">, id: SessionId): Promise<OpenEnds> {
  if (isOver(await sessions.get(id))) return { tasks: [], forks: [] };
  const [tasks, all] = await Promise.all([sessions.tasks(id), sessions.list()]);
  const forks = all.filter((view) => view.record.forked_from?.session === id && !isOver(view));
  return { tasks: tasks.filter((task) => !isDone(task)), forks: forks.map((fork) => fork.id) };
}

/** Throws `refused` with what is open. */
export async function requireNothingOpen(
  sessions: Pick<Sessions, "get" | "tasks" | "list">,
  id: SessionId,
): Promise<void> {
  const ends = openEndTexts(await openEnds(sessions, id));
  if (ends.length === 0) return;
  throw new WorkflowError(
    "refused",
    say`${id} is not done: ${joined(ends, ", ")}. Nothing was changed.`,
    say`Finish what is open, or complete it all the same (--force).`,
  );
}

/** What is open, in words; empty: nothing is. */
export function openEndTexts({ tasks, forks }: OpenEnds): readonly Text[] {
  const named = { tasks: names(tasks.map(({ name }) => name)), forks: names(forks) };
  return [
    ...(tasks.length === 0
      ? []
      : [tasks.length === 1 ? say`one open task (${named.tasks})` : say`${tasks.length} open tasks (${named.tasks})`]),
    ...(forks.length === 0
      ? []
      : [
          forks.length === 1
            ? say`one fork that is not over (${named.forks})`
            : say`${forks.length} forks that are not over (${named.forks})`,
        ]),
  ];
}

const mostNamed = 5;

function names(all: readonly string[]): string {
  const first = all.slice(0, mostNamed).map((name) => name.slice(0, 100));
  return [...first, ...(all.length > mostNamed ? ["…"] : [])].join(", ");
}
