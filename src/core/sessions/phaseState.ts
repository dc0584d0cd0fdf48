import { parseTime } from "../base/time.ts";
import { phases, type SessionRecord } from "./model/session.ts";
import type { TransitionRecord } from "./model/sessions.ts";

export type PhaseState = Pick<SessionRecord, "progress"> & { readonly current_phase: string };

/** -1 for a word of another tool, which comes before and after none. */
function placeOf(phase: string | null | undefined): number {
  return phases.findIndex((one) => one === phase);
}

/** Whether that is a step back to a phase before. */
export function isBackward(from: string | null | undefined, to: string): boolean {
  return placeOf(to) !== -1 && placeOf(to) < placeOf(from);
}

/** The phase fields after a transition; phases of other tools stay completed. Forward, the phase left counts as completed; back, the phase entered and those after it are open again. */
export function phaseAfter(
  record: SessionRecord,
  { phase_completed: left, next_phase: next, completed_at }: Omit<TransitionRecord, "artifacts">,
): PhaseState {
  const completed = new Set([...record.progress.completed_phases, left]);
  const back = isBackward(left, next);
  const stays = (phase: string): boolean => !back || placeOf(phase) < placeOf(next);
  const ours = phases.filter((phase) => completed.has(phase) && stays(phase));
  const theirs = record.progress.completed_phases.filter((phase) => placeOf(phase) === -1);
  const completed_phases = [...theirs, ...ours];
  return { current_phase: next, progress: { ...record.progress, completed_phases, last_checkpoint: completed_at } };
}

/**
 * The phase fields a record lacks because a kill came between the file of its last transition and the record. `undefined` when the record is as
 * new or newer: its last save is not before the transition, or another tool moved it to a phase that transition did not begin in.
 */
export function missedPhase(record: SessionRecord, last: TransitionRecord | undefined): PhaseState | undefined {
  if (last === undefined || last.phase_completed !== (record.current_phase ?? null)) return undefined;
  const saved = parseTime(record.progress.last_checkpoint ?? "") ?? Number.NEGATIVE_INFINITY;
  return saved < (parseTime(last.completed_at) ?? saved) ? phaseAfter(record, last) : undefined;
}
