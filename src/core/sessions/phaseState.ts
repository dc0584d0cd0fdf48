import { parseTime } from "../base/time.ts";
import { phases, type Phase, type SessionRecord } from "./model/session.ts";
import type { TransitionRecord } from "./model/sessions.ts";

export type PhaseState = Pick<SessionRecord, "current_phase" | "progress">;

/** The phase fields after a transition. Forward, the phase left counts as completed; back, the phase entered and those after it are open again. */
export function phaseAfter(
  record: SessionRecord,
  { phase_completed: left, next_phase: next, completed_at }: Omit<TransitionRecord, "artifacts">,
): PhaseState {
  const completed = new Set<Phase>([...record.progress.completed_phases, left]);
  const back = phases.indexOf(next) < phases.indexOf(left);
  const stays = (phase: Phase): boolean => !back || phases.indexOf(phase) < phases.indexOf(next);
  const completed_phases = phases.filter((phase) => completed.has(phase) && stays(phase));
  return { current_phase: next, progress: { ...record.progress, completed_phases, last_checkpoint: completed_at } };
}

/**
 * The phase fields a record lacks because a kill came between the file of its last transition and the record. `undefined` when the record is as
 * new or newer: its last save is not before the transition, or another tool moved it to a phase that transition did not begin in.
 */
export function missedPhase(record: SessionRecord, last: TransitionRecord | undefined): PhaseState | undefined {
  if (last?.phase_completed !== record.current_phase) return undefined;
  const saved = parseTime(record.progress.last_checkpoint ?? "") ?? Number.NEGATIVE_INFINITY;
  return saved < (parseTime(last.completed_at) ?? saved) ? phaseAfter(record, last) : undefined;
}
