import type { AttributeValue, Span, SpanEvent } from "../../core/events/trace/span.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import type { Paint } from "../base/paint.ts";
import { formatDuration } from "./duration.ts";

/** The spans of a session as people read them: each attempt with what came in it, by time, counted from its start, and what led to it. */
export function traceText(session: string, spans: readonly Span[], paint: Paint): string {
  if (spans.length === 0) return `Nothing is on record of ${session}.\n`;
  return spans
    .filter(({ parent }) => parent === undefined)
    .map((attempt) => attemptText(attempt, spans, paint))
    .join("\n");
}

function attemptText(attempt: Span, spans: readonly Span[], paint: Paint): string {
  const calls = spans.filter(({ parent }) => parent === attempt.id);
  const rows = [
    ...calls.map((call) => ({ at: call.start, line: callLine(call, attempt, paint) })),
    ...attempt.events.map((event) => ({ at: event.at, line: eventLine(event, paint) })),
  ].toSorted((a, b) => a.at - b.at);
  const offsets = rows.map(({ at }) => (at < attempt.start ? "before" : `+${formatDuration(at - attempt.start)}`));
  const width = Math.max(0, ...offsets.map(({ length }) => length));
  const more = attempt.dropped === 0 ? "" : `  … ${attempt.dropped} more\n`;
  const lines = rows.map(({ line }, index) => `  ${paint.dim((offsets[index] ?? "").padStart(width))}  ${line}\n`);
  return `${headLine(attempt, paint)}\n${lines.join("")}${more}`;
}

function headLine({ attributes, start, end }: Span, paint: Paint): string {
  const task = attributes["wfs.task.id"];
  const said = (name: string): readonly string[] =>
    attributes[name] === undefined ? [] : [visibleText(String(attributes[name]))];
  return [
    paint.bold(visibleText(String(task ?? attributes["wfs.session.id"]))),
    ...(task === undefined ? [] : [`attempt ${String(attributes["wfs.attempt"])}`, ...said("wfs.session.id")]),
    ...said("wfs.lane"),
    ...said("gen_ai.agent.name"),
    formatDuration(end - start),
    ...said("wfs.result"),
    ...(attributes["wfs.unfinished"] === true ? [paint.warn("goes on")] : []),
  ].join("  ");
}

function callLine({ attributes, start, end, status }: Span, attempt: Span, paint: Paint): string {
  const tool = visibleText(String(attributes["gen_ai.tool.name"]));
  const files = attributes["wfs.changed_files"];
  const command = attributes["gen_ai.tool.call.arguments"];
  const code = String(attributes["process.exit.code"]);
  const verdict =
    status === "ok"
      ? paint.good("ok")
      : status === "error"
        ? paint.bad(`exit ${code}`)
        : paint.warn(openEnd(attributes, attempt));
  return [
    paint.bold(tool),
    formatDuration(end - start),
    verdict,
    ...(Array.isArray(files) ? [visibleText(files.join(", "))] : []),
    ...(command === undefined ? [] : [paint.dim(visibleText(String(command)))]),
  ].join("  ");
}

/** Of a call without an exit code. While its attempt goes on it may run still, or was killed, which no event says. */
function openEnd({ "wfs.unfinished": unfinished }: Span["attributes"], attempt: Span): string {
  if (unfinished !== true) return "ended";
  return attempt.attributes["wfs.unfinished"] === true ? "no end so far" : "its end is not known";
}

/** What an event is about, without whose it is, which the head of its attempt says. */
function eventLine({ name, attributes }: SpanEvent, paint: Paint): string {
  const own = Object.entries(attributes).filter(([key]) => !common.has(key));
  const values = own.map(([key, value]) => `${key.replace(/^wfs\./u, "")}=${valueText(value)}`);
  return [visibleText(name), ...values.map((value) => paint.dim(value))].join("  ");
}

/** An object's id is named as git names it for people. */
function valueText(value: AttributeValue): string {
  const text = String(value);
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(text) ? text.slice(0, 10) : visibleText(text);
}

const common = new Set(["wfs.task.id", "wfs.attempt", "wfs.lane"]);
