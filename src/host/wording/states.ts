import type { Phase, SessionRecord, SessionState, SessionView } from "../../core/sessions/model/session.ts";
import { phases } from "../../core/sessions/model/session.ts";
import type { Translate } from "./translate.ts";

/** A state as a word inside a sentence. */
export function stateWord(state: SessionState, t: Translate): string {
  return {
    active: t("active"),
    paused: t("paused"),
    completed: t("completed"),
    archived: t("archived"),
  }[state];
}

/** A state as the heading of a group. */
export function stateHeading(state: SessionState, t: Translate): string {
  return {
    active: t("Active"),
    paused: t("Paused"),
    completed: t("Completed"),
    archived: t("Archived"),
  }[state];
}

/** `2 tasks`, `1 task`; empty for none. */
export function taskCount(record: SessionRecord, t: Translate): string {
  const count = record.progress.current_tasks.length;
  if (count === 0) return "";
  return count === 1 ? t("1 task") : t("{0} tasks", count);
}

export type PhaseStanding = "done" | "current" | "ahead";

/** Each phase with where the session stands in it. */
export function phaseStandings(session: SessionView): readonly (readonly [Phase, PhaseStanding])[] {
  const { record } = session;
  const over = session.state === "completed" || session.state === "archived";
  return phases.map((phase) => {
    if (record.current_phase === phase && !over) return [phase, "current"];
    return [phase, record.progress.completed_phases.includes(phase) ? "done" : "ahead"];
  });
}
