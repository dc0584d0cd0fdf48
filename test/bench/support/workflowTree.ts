import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatTime } from "../../../src/core/base/time.ts";
import { parseSessionId, type SessionId } from "../../../src/core/sessions/model/sessionId.ts";

export interface WorkflowTree {
  /** The directory that holds `.workflow`. */
  readonly root: string;
  /** `.workflow` itself. */
  readonly directory: string;
  readonly ids: readonly SessionId[];
  /** The session whose marker was made. */
  readonly active: SessionId;
}

const tasks = [
  "fix the login timeout",
  "draw the invoice as PDF",
  "move settings to the new store",
  "retry failed uploads",
  "explain every error to the user",
];
const phases = ["PLAN", "IMPLEMENT", "REVIEW"] as const;

function recordOf(id: SessionId, number: number): string {
  const phase = phases[number % 3] ?? "PLAN";
  const created = Date.UTC(2025, 0, 1) + number * 61_000;
  const record = {
    session_id: id,
    project: `${tasks[number % tasks.length]} (${number})`,
    type: ["simple", "medium", "complex"][number % 3],
    current_phase: phase,
    status: number % 5 === 0 ? "completed" : "paused",
    progress: {
      completed_phases: phases.slice(0, number % 3),
      current_tasks: ["impl-1", "impl-2"].slice(0, number % 3),
      last_checkpoint: formatTime(created + 3_600_000),
    },
    // In an order of their own, as sessions are not worked on in the order of their names.
    meta: { created: formatTime(created), updated: formatTime(created + ((number * 7919) % 10_007) * 60_000) },
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/** The session at a position, counted round and round. */
export function at(ids: readonly SessionId[], position: number): SessionId {
  const id = ids[position % ids.length];
  if (id === undefined) throw new RangeError("A tree needs a session.");
  return id;
}

/** Writes `<root>/.workflow` with so many sessions, each with a record, and one marker. */
export function makeWorkflowTree(root: string, size: number): WorkflowTree {
  const directory = join(root, ".workflow");
  mkdirSync(directory, { recursive: true });
  const ids = Array.from({ length: size }, (_, number) => {
    const id = parseSessionId(`WFS-task-${String(number).padStart(6, "0")}`);
    if (id === undefined) throw new Error("not a session's name");
    mkdirSync(join(directory, id));
    writeFileSync(join(directory, id, "workflow-session.json"), recordOf(id, number));
    return id;
  });
  const active = at(ids, Math.floor(size / 2));
  writeFileSync(join(directory, `.active-${active}`), "");
  return { root, directory, ids, active };
}
