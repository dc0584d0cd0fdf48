import type { SessionView } from "../../core/sessions/model/session.ts";

/** A test for sessions that contain every word of `text` in id, project, tasks, tags, phase or type, whatever the case. */
export function sessionFilter(text: string): (session: SessionView) => boolean {
  const words = text.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return ({ id, record }) => {
    if (words.length === 0) return true;
    const searched = [
      id,
      record.project,
      record.current_phase,
      record.type,
      record.status,
      ...record.progress.current_tasks,
      ...(record.tags ?? []),
    ]
      .join("\n")
      .toLocaleLowerCase();
    return words.every((word) => searched.includes(word));
  };
}
