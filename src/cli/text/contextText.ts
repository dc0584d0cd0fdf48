import type { SessionInContext } from "../../core/context/contextOfSession.ts";
import type { Artifact, Handover } from "../../core/context/handedOver.ts";
import { plural } from "../../core/base/plural.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { shortWord } from "../../core/sessions/model/recordWords.ts";
import { isDone, type Task } from "../../core/sessions/model/task.ts";
import type { Paint } from "../base/paint.ts";
import { formatAgo } from "./age.ts";
import { sessionCells } from "./sessionRow.ts";
import { alignRows } from "./table.ts";

/** How many tasks or files are listed; what else there is, is only counted. */
const mostListed = 50;

/** A session with what there is of it, for people. */
export function contextLines(context: SessionInContext, paint: Paint, now: number): readonly string[] {
  const { session, branch, worktree, tasks, artifacts, handover, requests, openComments } = context;
  const { record, path } = session;
  const done = record.progress.completed_phases.map(shortWord).join(", ");
  const origin = record.forked_from;
  const open = tasks.filter((task) => !isDone(task)).length;
  return [
    alignRows([
      sessionCells(
        session,
        paint,
        now,
        requests.some(({ state }) => state === "waiting"),
      ),
    ]).trimEnd(),
    `Directory: ${visibleText(path)}`,
    ...(worktree === undefined ? [] : [`Working tree: ${visibleText(worktree)}`]),
    ...(branch === undefined ? [] : [`Branch: ${visibleText(branch)}`]),
    ...(origin === undefined ? [] : [`Forked from: ${visibleText(origin.session)}`]),
    ...(done === "" ? [] : [`Phases done: ${done}`]),
    ...(handover === undefined ? [] : handoverLines(handover, paint, now)),
    ...listed(`Tasks, ${open} open of ${tasks.length}:`, tasks, (task) => taskLine(task, paint)),
    ...listed("Artifacts:", artifacts, artifactLine),
    ...(requests.length === 0
      ? []
      : [paint.warn(`${plural(requests.length, "request")}: “wfs approvals list” shows them`)]),
    ...(openComments === 0
      ? []
      : [`${plural(openComments, "open comment")}: “wfs annotate list --session ${session.id}” shows them`]),
  ];
}

/** What a phase was given by the one before. */
export function handoverLines({ from, to, at, artifacts }: Handover, paint: Paint, now: number): readonly string[] {
  const what = from === null ? `Entered ${shortWord(to)}` : `${shortWord(from)} handed over to ${shortWord(to)}`;
  return [`${paint.bold(what)} ${formatAgo(at, now)}`, ...artifacts.map((artifact) => `    ${artifactLine(artifact)}`)];
}

function taskLine(task: Task, paint: Paint): string {
  const { name, state, title } = task;
  const text = visibleText(title === undefined ? name : `${name}: ${title}`);
  return isDone(task) ? paint.dim(`✓ ${text}`) : `○ ${text} (${shortWord(state)})`;
}

function artifactLine({ name, path, phase }: Artifact): string {
  return phase === null ? visibleText(path) : visibleText(`${name} (${shortWord(phase)}): ${path}`);
}

function listed<Item>(title: string, items: readonly Item[], line: (item: Item) => string): readonly string[] {
  if (items.length === 0) return [];
  const rest = items.length - mostListed;
  const shown = items.slice(0, mostListed).map((item) => `    ${line(item)}`);
  return [title, ...shown, ...(rest > 0 ? [`    … and ${rest} more`] : [])];
}
