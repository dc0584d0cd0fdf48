import { visibleText } from "../../core/base/visibleText.ts";
import type { WorkflowEvent } from "../../core/events/model/event.ts";
import type { JsonValue } from "../../core/files/jsonText.ts";
import type { Paint } from "../base/paint.ts";
import { cutText } from "../../core/base/words/cutText.ts";
import { formatDuration } from "./duration.ts";
import { alignRows, type Cell } from "./table.ts";

/** Characters of a value that are shown. */
const longest = 200;

/** Members in the order they are said: how it came out, what it was, where. What is not named comes behind them, and `behind` behind that. */
const ending = ["exit", "status", "decision", "outcome", "result", "setup", "resolved", "operation"];
const asked = ["command", "tool", "name", "kind", "file", "n", "trigger", "phase", "text", "ms"];
const place = ["session", "changed", "more", "task", "attempt", "checkpoint", "lane", "baseline"];
const order: readonly string[] = [...ending, ...asked, ...place];
const behind: readonly string[] = ["worktree", "call"];

/** Characters of what has happened that have to fit before a line has columns for milliseconds, for whoever did it and for the session. */
const enough = 56;

/** Characters of a session and of whoever did it, where lines are bounded. */
const longestSession = 40;
const longestActor = 24;

const gap = 2;

/**
 * Events for people, a line each: when, of which session, by whom, what; a call whose start and end are both there has one. Whatever a file says of itself is shown as text.
 * @param columns how long a line may be; where that is too little, milliseconds go, then who did it, then the session joins the members, and then the end of a line is cut
 */
export function eventLines(events: readonly WorkflowEvent[], paint: Paint, columns?: number): string {
  const whole = withWholeCalls(events).map(lineOf);
  const lines = columns === undefined ? whole : fitting(whole, columns);
  return alignRows(
    lines.map(({ time, session, actor, what }) => [
      { text: time, styled: paint.dim(time) },
      ...[session, actor, what].filter((text) => text !== undefined).map((text): Cell => ({ text })),
    ]),
    columns,
  );
}

interface Line {
  readonly time: string;
  readonly session?: string;
  readonly actor?: string;
  readonly what: string;
}

interface WholeLine extends Required<Line> {
  /** `what`, with its session among its members. */
  readonly ofSession: () => string;
}

/** Lines of one shape, in which what has happened has room as far as `columns` allow. */
function fitting(whole: readonly WholeLine[], columns: number): readonly Line[] {
  const room = columns - Math.min(enough, widest(whole.map(({ what }) => what)));
  const lines = whole.map((line) => ({
    ...line,
    session: cutText(line.session, longestSession),
    actor: cutText(line.actor, longestActor),
  }));
  const sessions = widest(lines.map(({ session }) => session)) + gap;
  const actors = widest(lines.map(({ actor }) => actor)) + gap;
  if (widest(lines.map(({ time }) => time)) + gap + sessions + actors <= room) return lines;
  const short = lines.map((line) => ({ ...line, time: line.time.replace(/\.\d+/u, "") }));
  const left = room - widest(short.map(({ time }) => time)) - gap;
  if (sessions + actors <= left) return short;
  if (sessions <= left) return short.map(({ time, session, what }) => ({ time, session, what }));
  return short.map(({ time, ofSession }) => ({ time, what: ofSession() }));
}

function widest(texts: readonly string[]): number {
  let most = 0;
  for (const { length } of texts) most = Math.max(most, length);
  return most;
}

/** The start of each call with what its end says, which is left out then. */
function withWholeCalls(events: readonly WorkflowEvent[]): readonly WorkflowEvent[] {
  const started = new Set(events.filter(({ type }) => type === "tool.started").map(callOf));
  const ended = new Map<string | undefined, WorkflowEvent>();
  for (const event of events) {
    const call = callOf(event);
    if (event.type === "tool.ended" && call !== undefined && started.has(call)) ended.set(call, event);
  }
  return events.flatMap((event) => {
    const end = ended.get(callOf(event));
    if (end === undefined || (event.type !== "tool.started" && event !== end)) return event;
    if (event === end) return [];
    return { ...end, at: event.at, actor: event.actor, type: "tool.ran", call: null };
  });
}

function callOf({ session, task, call }: WorkflowEvent): string | undefined {
  return typeof call === "string" ? JSON.stringify([session, task, call]) : undefined;
}

function lineOf({ at, session, actor, type, ...members }: WorkflowEvent): WholeLine {
  return {
    time: plain(at),
    session: plain(session ?? "–"),
    actor: plain(actor),
    what: whatOf(type, members),
    ofSession: () => whatOf(type, { session, ...members }),
  };
}

function whatOf(type: string, members: Readonly<Record<string, JsonValue>>): string {
  const said = Object.entries(members)
    .filter(([name, value]) => !saysNothing(name, value))
    .toSorted(([one], [other]) => rank(one) - rank(other))
    .map(([name, value]) => (name === "ms" && typeof value === "number" ? took(value) : memberText(name, value)));
  const what = plain(type.replace(".", " "));
  return said.length === 0 ? what : `${what}: ${said.join(", ")}`;
}

function rank(name: string): number {
  const known = order.indexOf(name);
  return known === -1 ? order.length + behind.indexOf(name) : known;
}

/** Nothing, no files and no more of them. */
function saysNothing(name: string, value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return true;
  return (Array.isArray(value) && value.length === 0) || (name === "more" && value === 0);
}

const memberText = (name: string, value: JsonValue): string => `${plain(name)} ${plain(shown(value))}`;

const took = (milliseconds: number): string => `in ${formatDuration(milliseconds)}`;

/** An object's id as git names it for people. */
function shown(value: JsonValue): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(value) ? value.slice(0, 10) : value;
}

function plain(text: string): string {
  return visibleText(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
