import type { PlacedThread } from "../../core/annotations/placeThreads.ts";
import { shortId } from "../../core/annotations/annotationId.ts";
import type { Note, Speaker } from "../../core/annotations/annotation.ts";
import { suggestionLines } from "../../core/annotations/suggestions/suggestionLines.ts";
import type { SuggestionState } from "../../core/annotations/suggestions/suggestionState.ts";
import { commandActor } from "../../core/events/model/actor.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { formatAge } from "./age.ts";
import type { Paint } from "../base/paint.ts";

/** Lines shown of what a note is about, and of a note. */
const most = { quoted: 3, body: 40, characters: 200 } as const;

/** The thread: where it is (its path as `shown`, workTreePath.ts), the lines it is on, who said what and when. */
export function threadText(
  placed: PlacedThread,
  paint: Paint,
  now: number,
  shown: (path: string) => string,
  suggestion?: SuggestionState,
): string {
  const { thread, place } = placed;
  const { id, subject, labels, resolved, notes } = thread;
  const { anchor } = subject;
  const marks = [
    ...labels.map((label) => paint.warn(visibleText(label))),
    ...(place === "outdated" ? [paint.bad("outdated")] : []),
    ...(subject.file !== undefined && placed.file === undefined ? [paint.bad("the file is gone")] : []),
    ...(resolved ? [paint.good("resolved")] : []),
  ];
  const head = [paint.bold(shortId(id)), placeText(placed, shown), ...marks];
  return [
    head.join("  "),
    ...cut(anchor?.lines ?? [], most.quoted).map((line) => paint.dim(`  > ${line}`)),
    ...notes.flatMap((note) => noteLines(note, paint, now)),
    ...(suggestion === undefined ? [] : suggested(placed, suggestion, paint)),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** What was said of the whole review that a thread came with; empty: nothing. */
export function reviewText({ thread: { review, notes } }: PlacedThread, paint: Paint): string {
  if (review?.summary === undefined) return "";
  const lines = cut(review.summary.split(/\r?\n/u), most.body).map((line) => `  ${line}\n`);
  return `${paint.bold("Review")} by ${speakerText(notes[0].author)}:\n${lines.join("")}\n`;
}

function suggested({ thread }: PlacedThread, { why, applied }: SuggestionState, paint: Paint): readonly string[] {
  const lines = suggestionLines(thread).map(({ sign, text }) => `${sign}${text}`);
  const standing = applied === null ? why : `applied as ${applied}`;
  return [
    `  ${paint.bold("suggests")}${standing === null ? "" : ` (${visibleText(String(standing))})`}:`,
    ...cut(lines, most.body).map((line) => `    ${line.startsWith("-") ? paint.bad(line) : paint.good(line)}`),
  ];
}

function placeText({ thread: { subject }, file: now, place }: PlacedThread, shown: (path: string) => string): string {
  const { session, file, anchor } = subject;
  const side = anchor?.side === "old" ? " (old side)" : "";
  const lines = place === undefined || place === "outdated" ? "" : `:${lineNumbers(place.start, place.end)}`;
  if (file === undefined) return session;
  const renamed = now === undefined || now === file ? "" : `  was ${visibleText(shown(file))}`;
  return `${visibleText(shown(now ?? file))}${lines}${side}${renamed}  ${session}`;
}

const lineNumbers = (start: number, end: number): string => (start === end ? `${start}` : `${start}-${end}`);

function noteLines({ author, created, body }: Note, paint: Paint, now: number): readonly string[] {
  return [
    `  ${paint.bold(speakerText(author))}, ${formatAge(created, now)}:`,
    ...cut(body.split(/\r?\n/u), most.body).map((line) => `    ${line}`),
  ];
}

/** Only what is signed is a person's: everything else anybody can write. */
function speakerText({ kind, name, voice }: Speaker): string {
  const shown = visibleText(name);
  // What `wfs` says of itself where nothing names an agent: somebody in a shell, or an agent that is not known.
  if (kind === "agent" && name === commandActor) return `${shown} (unsigned)`;
  if (kind === "agent") return `${shown} (agent)`;
  if (voice === "person") return shown;
  return voice === "unsigned" ? `${shown} (unsigned)` : `claims to be ${shown}`;
}

function cut(lines: readonly string[], count: number): readonly string[] {
  const shown = lines
    .slice(0, count)
    .map((line) => visibleText(line.length > most.characters ? `${line.slice(0, most.characters)}…` : line));
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `… ${rest} more`] : shown;
}
