import { commandActor, personActor } from "../model/actor.ts";
import type { WorkflowEvent } from "../model/event.ts";
import { eventsOfSession } from "../sessionEvents.ts";
import { attemptsOf, type Attempt } from "./attempts.ts";
import { callSpan } from "./callSpan.ts";
import { attributesOf, known, namesOf, textOf, timeOf } from "./members.ts";
import type { Attributes, Span } from "./span.ts";

export interface TraceOptions {
  /** The name of a session, which may be one it had earlier. */
  readonly session: string;
  /** Of this task's run alone. */
  readonly task?: string | undefined;
  /** Who works on it, as it calls itself; else whoever the events name as the one who has run tools. */
  readonly agent?: { readonly name: string; readonly conversation: string | null } | undefined;
  /** Command lines are told too. */
  readonly commands?: boolean;
  /** When what goes on still ends, in milliseconds since 1970. */
  readonly now: number;
  /** SHA-256 of a text, lower-case hexadecimal. */
  readonly hash: (text: string) => string;
}

/** Events of one span that are told, and files. */
const most = { events: 1000, files: 200 } as const;

/**
 * The spans of a session: of each attempt of its runs (or of the session, where it has none), and behind it of each call of a tool. Whatever the events say, it answers; the same events
 * have the same ids.
 * @param all by time
 * @returns with the name the session has now
 */
export function traceSpans(
  all: readonly WorkflowEvent[],
  options: TraceOptions,
): { readonly name: string; readonly spans: readonly Span[] } {
  const { session, origin, events } = eventsOfSession(all, options.session);
  const idOf = (kind: string, ...parts: readonly unknown[]): string =>
    options.hash(JSON.stringify([kind, origin, ...parts]));
  const spans = attemptsOf(events, options.task).flatMap((attempt) => {
    const { key, run, calls } = attempt;
    const common = commonAttributes(attempt, { ...options, session });
    const trace = idOf("trace", key).slice(0, 32);
    const whole = attemptSpan(attempt, { trace, id: idOf("attempt", key, run?.n).slice(0, 16), common, options });
    const inside = calls.map((call) =>
      callSpan(call, {
        trace,
        id: idOf("call", key, run?.n, call.id).slice(0, 16),
        parent: whole.id,
        common,
        until: whole.end,
        commands: options.commands === true,
      }),
    );
    return [whole, ...inside.toSorted((a, b) => a.start - b.start)];
  });
  return { name: session, spans };
}

interface OfAttempt {
  readonly trace: string;
  readonly id: string;
  readonly common: Attributes;
  readonly options: TraceOptions;
}

function attemptSpan(attempt: Attempt, { trace, id, common, options }: OfAttempt): Span {
  const { start, events, calls } = attempt;
  const begun = events.find(({ type }) => type === "run.started" || type === "run.retried");
  const finished = events.findLast(({ type }) => type === "run.finished");
  const files = new Set(calls.flatMap(({ ended }) => (ended === undefined ? [] : namesOf(ended, "changed"))));
  const agent = common["gen_ai.agent.name"];
  return {
    trace,
    id,
    name: agent === undefined ? "invoke_agent" : `invoke_agent ${String(agent)}`,
    start,
    end: attempt.end ?? Math.max(start, options.now),
    attributes: {
      "gen_ai.operation.name": "invoke_agent",
      ...common,
      ...known({
        "wfs.enforcement": begun && textOf(begun, "enforcement"),
        "wfs.base": begun && textOf(begun, "base"),
        "wfs.result": finished && textOf(finished, "result"),
        "wfs.head": finished && textOf(finished, "head"),
        "wfs.changed_files": files.size === 0 ? undefined : [...files].slice(0, most.files),
        "wfs.unfinished": attempt.end === undefined ? true : undefined,
      }),
    },
    events: events.slice(0, most.events).map((event) => ({
      at: timeOf(event),
      name: textOf(event, "type") ?? "event",
      attributes: attributesOf(event, options.commands === true),
    })),
    dropped: Math.max(0, events.length - most.events),
    status: finished === undefined ? "unset" : "ok",
  };
}

/** What every span of an attempt says of whose it is. */
function commonAttributes({ run, calls, events }: Attempt, { session, agent }: TraceOptions): Attributes {
  const ofCalls = calls.flatMap(({ started, ended }) => started ?? ended ?? []);
  const [first] = ofCalls;
  const lanes = [...events, ...ofCalls].map((event) => textOf(event, "lane"));
  return known({
    "gen_ai.agent.name": agent?.name ?? (first && agentOf(first)),
    "gen_ai.conversation.id": agent?.conversation ?? undefined,
    "wfs.session.id": session,
    "wfs.task.id": run?.task,
    "wfs.attempt": run?.n,
    "wfs.lane": lanes.find((lane) => lane !== undefined),
  });
}

/** The agent that an event names as the one who did it. */
function agentOf(event: WorkflowEvent): string | undefined {
  return event.actor === personActor || event.actor === commandActor ? undefined : textOf(event, "actor");
}
