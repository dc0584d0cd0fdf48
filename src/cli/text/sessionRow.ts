import type { SessionView } from "../../core/sessions/model/session.ts";
import type { WithRedacted } from "../../core/redaction/givenText.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { formatAge } from "./age.ts";
import type { Outcome } from "../base/command.ts";
import type { Paint } from "../base/paint.ts";
import { plural } from "../../core/base/plural.ts";
import type { SessionJson } from "../../wire/schemas/session.ts";
import { sessionJson } from "../../wire/session.ts";
import { styled, type Cell } from "./table.ts";
import { lastChange, otherStatus, phaseWord } from "../../core/sessions/model/recordWords.ts";

/** Marker, id, state, phase, tasks, age, project; `waiting`: a person has to decide something before it goes on. */
export function sessionCells(view: SessionView, paint: Paint, now: number, waiting = false): readonly Cell[] {
  const { record } = view;
  const tasks = record.progress.current_tasks.length;
  const sign = view.problem === undefined ? (view.active ? "●" : " ") : "!";
  return [
    { text: sign, styled: view.problem === undefined ? paint.good(sign) : paint.warn(sign) },
    { text: view.id, styled: view.active ? paint.bold(view.id) : view.id },
    waiting ? styled(`${view.state}, waiting`, paint.warn) : styled(view.state, view.active ? paint.good : paint.dim),
    { text: [phaseWord(record), otherStatus(record)].filter(Boolean).join(", ") },
    { text: tasks === 0 ? "" : plural(tasks, "task") },
    { text: formatAge(lastChange(record), now) },
    { text: visibleText(String(view.problem ?? about(view))) },
  ];
}

/** What it is about, where that may be told. */
function about({ record, withheld }: SessionView): string {
  return withheld === true ? `notes of another scope: ${record.user_scope ?? ""}` : (record.project ?? "");
}

/** What a verb that changed one session answers: the sentence for people, the session for tools. */
export function sessionOutcome(
  view: WithRedacted<SessionView>,
  sentence: (id: string) => string,
): Outcome<SessionJson> {
  return {
    json: () => sessionJson(view),
    text: (paint) => `${sentence(paint.bold(view.id))}\n`,
    redacted: view.redacted,
  };
}

/** What there is to say about the temporary workspace: its work is nowhere else. */
export function temporaryLines(temporary: SessionView | undefined): readonly string[] {
  if (temporary === undefined) return [];
  const phase = phaseWord(temporary.record);
  const tasks = temporary.record.progress.current_tasks.length;
  const what = tasks === 0 ? phase : `${phase}, ${plural(tasks, "task")}`;
  return [`Temporary workspace (${what}): “wfs keep <slug>” makes it a session, “wfs discard” deletes it.`];
}

/** How many tasks are listed; what else there is, is only counted. */
const mostTasks = 20;

/** The tasks of a session below its row. */
export function taskLines({ record }: SessionView): readonly string[] {
  const tasks = record.progress.current_tasks;
  const rest = tasks.length - mostTasks;
  const shown = tasks.slice(0, mostTasks).map((task) => `    ${visibleText(task)}`);
  return rest > 0 ? [...shown, `    … and ${rest} more`] : shown;
}
