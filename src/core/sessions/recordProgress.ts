import { WorkflowError } from "../base/errors.ts";
import { say, type Text } from "../base/text.ts";
import { formatTime } from "../base/time.ts";
import type { RecordChange } from "./record/recordTransaction.ts";
import { joinPath } from "../files/paths.ts";
import { listTasks } from "./listTasks.ts";
import { isBackward, missedPhase, phaseAfter } from "./phaseState.ts";
import type { Phase, SessionRecord } from "./model/session.ts";
import type { SessionContext } from "./sessionContext.ts";
import type { SessionId } from "./model/sessionId.ts";
import { lastTransition, saveFile, transitionFile } from "./record/sessionFiles.ts";
import type { SessionLocation } from "./places/sessionLocation.ts";
import { artifactPaths, saveMessage, taskName } from "./model/texts.ts";

type Artifacts = Readonly<Record<string, string>>;

/**
 * Leaves the current phase for another: transition record, save and record in one step. Entering the current phase changes nothing; going back
 * opens again what was completed, so it is `refused` unless that is meant (`back`).
 */
export async function enterPhase(
  context: SessionContext,
  location: SessionLocation,
  phase: Phase,
  { artifacts = {}, back = false }: { readonly artifacts?: Artifacts | undefined; readonly back?: boolean | undefined },
): Promise<void> {
  const checked = artifactPaths(artifacts, location.place);
  let left: { readonly phase: string | undefined } | undefined;
  await context.parts.records.edit(location, async ({ record }) => {
    left = undefined;
    if (record.current_phase === phase) {
      if (Object.keys(checked).length === 0) return undefined;
      throw new WorkflowError(
        "refused",
        say`${location.id} is in ${phase} already.`,
        say`Artifacts are recorded when a phase is left: give them with the next phase.`,
      );
    }
    if (!back && isBackward(record.current_phase, phase)) throw stepBack(location.id, record, phase);
    left = { phase: record.current_phase };
    return await transition(context, location, record, phase, checked);
  });
  const completed = left;
  if (completed !== undefined) {
    await context.note("phase.entered", location.id, { phase, from: completed.phase ?? null });
    await context.hook("phaseCompleted", (hooks) => hooks.phaseCompleted?.(location.id, completed.phase));
  }
}

function stepBack(id: SessionId, { current_phase: current = "" }: SessionRecord, phase: Phase): WorkflowError {
  return new WorkflowError(
    "refused",
    say`${id} is in ${current}, and ${phase} comes before: going back opens again what was completed. Nothing was changed.`,
    say`If that is meant, say so: “wfs phase ${phase} --back”.`,
  );
}

async function transition(
  context: SessionContext,
  location: SessionLocation,
  record: SessionRecord,
  next: Phase,
  artifacts: Artifacts,
): Promise<RecordChange> {
  const { fs, clock } = context.parts;
  const now = clock.now();
  const moved = {
    phase_completed: record.current_phase ?? null,
    next_phase: next,
    completed_at: formatTime(now),
    artifacts,
  };
  const fields = phaseAfter(record, moved);
  const after = { ...record, ...fields };
  return {
    fields,
    files: [await transitionFile(fs, location.path, moved), await saveFile(fs, location, "phase_complete", after, now)],
  };
}

/** Adds a task; one that is there already stays where it is, and the answer is false. */
export async function addTask(context: SessionContext, location: SessionLocation, text: string): Promise<boolean> {
  const task = taskName(text);
  let isNew = false;
  await context.parts.records.edit(location, ({ record: { progress } }) => {
    isNew = !progress.current_tasks.includes(task);
    if (!isNew) return undefined;
    return { fields: { progress: { ...progress, current_tasks: [...progress.current_tasks, task] } } };
  });
  return isNew;
}

/** Takes a task off the list, the first of these names that stands there; `not-found` when none does. */
export async function finishTask(
  context: SessionContext,
  location: SessionLocation,
  texts: readonly [first: string, ...others: string[]],
): Promise<void> {
  const [first, ...others] = texts;
  const names = [taskName(first), ...others.map((text) => text.trim())];
  await context.parts.records.edit(location, async ({ record }) => {
    const { progress } = record;
    const task = names.find((name) => progress.current_tasks.includes(name)) ?? taskName(first);
    const rest = progress.current_tasks.filter((other) => other !== task);
    if (rest.length < progress.current_tasks.length)
      return { fields: { progress: { ...progress, current_tasks: rest } } };
    throw new WorkflowError(
      "not-found",
      say`${location.id} has no task “${task}” of its own.`,
      (await keptElsewhere(context, location, record, task)) ?? knownTasks(rest),
    );
  });
}

/** Where another tool keeps the task, whose file only that tool or a person changes. */
async function keptElsewhere(
  context: SessionContext,
  location: SessionLocation,
  record: SessionRecord,
  name: string,
): Promise<Text | undefined> {
  const tasks = await listTasks(context.parts, location.path, record);
  const file = tasks.find((task) => task.name === name)?.file;
  return file === undefined
    ? undefined
    : say`Another tool keeps it in ${joinPath(location.path, file)}: mark it as done there.`;
}

function knownTasks(tasks: readonly string[]): Text {
  if (tasks.length === 0) return say`It has none.`;
  const first = tasks.slice(0, 20).map((task) => task.slice(0, 200));
  const named = first.join(", ");
  const more = tasks.length - first.length;
  return more > 0 ? say`It has: ${named}, … and ${more} more.` : say`It has: ${named}.`;
}

/** A save that a person or a tool asks for. */
export async function saveSession(context: SessionContext, location: SessionLocation, text: string): Promise<void> {
  const { fs, clock, records } = context.parts;
  const message = saveMessage(text);
  await records.edit(location, async ({ record }) => {
    const now = clock.now();
    const current = { ...record, ...missedPhase(record, await lastTransition(context.parts, location.path)) };
    const { current_phase } = current;
    const progress = { ...current.progress, last_checkpoint: formatTime(now) };
    const file = await saveFile(fs, location, "user_request", { ...current, progress }, now, message);
    return { fields: { ...(current_phase === undefined ? {} : { current_phase }), progress }, files: [file] };
  });
  await context.note("save.written", location.id, { trigger: "user_request" });
}
