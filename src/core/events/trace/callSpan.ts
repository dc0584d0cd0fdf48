import type { WorkflowEvent } from "../model/event.ts";
import type { Call } from "./attempts.ts";
import { integerOf, known, namesOf, textOf, timeOf } from "./members.ts";
import type { Attributes, Span } from "./span.ts";

interface OfCall {
  readonly trace: string;
  readonly id: string;
  readonly parent: string;
  readonly common: Attributes;
  /** When it ends where nothing says so. */
  readonly until: number;
  readonly commands: boolean;
}

export function callSpan(call: Call, { trace, id, parent, common, until, commands }: OfCall): Span {
  const { started, ended } = call;
  const said = <Value>(read: (event: WorkflowEvent, member: string) => Value, member: string): Value | undefined =>
    (ended && read(ended, member)) ?? (started && read(started, member));
  const tool = said(textOf, "tool") ?? "unknown";
  const exit = ended && integerOf(ended, "exit");
  const command = commands ? said(textOf, "command") : undefined;
  const changed = ended === undefined ? [] : namesOf(ended, "changed");
  const more = ended && integerOf(ended, "more");
  const start = startOf(call);
  return {
    trace,
    id,
    parent,
    name: `execute_tool ${tool}`,
    start,
    end: Math.max(start, ended === undefined ? until : timeOf(ended)),
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": tool,
      "gen_ai.tool.call.id": call.id,
      ...common,
      ...known({
        "gen_ai.tool.call.arguments": command === undefined ? undefined : JSON.stringify({ command }),
        "wfs.decision": said(textOf, "decision"),
        "wfs.permit.id": said(textOf, "permit"),
        "process.exit.code": exit,
        "error.type": exit === undefined || exit === 0 ? undefined : `exit ${exit}`,
        "wfs.changed_files": changed.length === 0 ? undefined : changed,
        "wfs.changed_files.more": more === 0 ? undefined : more,
        "wfs.unfinished": ended === undefined ? true : undefined,
      }),
    },
    events: [],
    dropped: 0,
    status: exit === undefined ? "unset" : exit === 0 ? "ok" : "error",
  };
}

/** Of a call whose beginning is gone, as far before its end as it has taken. */
function startOf({ started, ended }: Call): number {
  if (started !== undefined) return timeOf(started);
  if (ended === undefined) return 0;
  return Math.max(0, timeOf(ended) - Math.max(0, integerOf(ended, "ms") ?? 0));
}
