import type { Note, Thread } from "../../annotations/annotation.ts";
import { shortId } from "../../annotations/annotationId.ts";
import type { PlacedThread } from "../../annotations/placeThreads.ts";
import { suggestionLines } from "../../annotations/suggestions/suggestionLines.ts";
import { plural } from "../../base/plural.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { fenced, inlineCode, isCut } from "./fenced.ts";
import { unansweredComments } from "./undelivered.ts";

/** Open threads as Markdown. */
export interface PromptComments {
  readonly lines: readonly string[];
  /** How many of the threads are in it. */
  readonly shown: number;
  /** Ids of what persons have said in it that nobody has replied to. */
  readonly comments: readonly string[];
}

export const listCommand = (session: SessionId): string => `wfs annotate list --session ${session} --unresolved`;

/** Whose words have room first: what a person has signed, what is said to be a person's, everything. Nothing of a later one takes room from an earlier one. */
const turns: readonly ((note: Note) => boolean)[] = [
  ({ author }) => author.kind === "person" && author.voice === "person",
  ({ author }) => author.kind === "person",
  () => true,
];

interface Shown {
  readonly notes: readonly Note[];
  readonly lines: readonly string[];
}

/**
 * As much of the threads as there is room for. Those in which a person waits for an answer come first. A thread that does not fit is left out, and the next one may fit.
 * @param threads open ones, the oldest first
 * @param room characters
 * @param most characters of the whole prompt, of which one note may have a part
 */
export function promptComments(threads: readonly PlacedThread[], room: number, most: number): PromptComments {
  const ordered = threads.toSorted((a, b) => rankOf(a.thread) - rankOf(b.thread));
  const shown = new Map<PlacedThread, Shown>();
  let left = room;
  for (const turn of turns) {
    for (const placed of ordered) {
      const notes = placed.thread.notes.filter(turn);
      if (notes.length === 0) continue;
      const before = shown.get(placed);
      // The number that is put in front can only be shorter.
      const lines = threadBlock(placed, notes, most);
      const cost =
        lengthOf(lines) + `### ${threads.length}. `.length - (before === undefined ? 0 : lengthOf(before.lines));
      if (cost > left) continue;
      shown.set(placed, { notes, lines });
      left -= cost;
    }
  }
  const found = ordered.flatMap((placed) => {
    const one = shown.get(placed);
    return one === undefined ? [] : [{ ...one, thread: placed.thread }];
  });
  return {
    lines: found.flatMap(({ lines: [where = "", ...rest] }, at) => ["", `### ${at + 1}. ${where}`, ...rest]),
    shown: found.length,
    comments: found.flatMap(({ thread, notes }) => {
      const told = new Set(notes.map(({ id }) => id));
      return unansweredComments(thread).filter((id) => told.has(id));
    }),
  };
}

/** Characters of lines, each with its end. */
export function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function rankOf(thread: Thread): number {
  const due = new Set(unansweredComments(thread));
  const rank = turns.findIndex((turn) => thread.notes.some((note) => due.has(note.id) && turn(note)));
  return rank < 0 ? turns.length : rank;
}

/** The first line is where it is, without its number. `notes`: those of the thread that are shown; of a thread with some left out, less is quoted, too. */
function threadBlock(
  { thread, file: now, place }: PlacedThread,
  notes: readonly Note[],
  most: number,
): readonly string[] {
  const { id, subject, labels } = thread;
  const { file, anchor } = subject;
  const missing = thread.notes.length - notes.length;
  const quoted = missing === 0 ? 4000 : 400;
  const lines =
    anchor === undefined
      ? ""
      : place === undefined || place === "outdated"
        ? `, lines that have changed since (${range(anchor.start, anchor.end)} then)`
        : `, ${range(place.start, place.end)}`;
  const side = anchor?.side === "old" ? ", as the baseline has it" : "";
  const quote = anchor === undefined ? [] : ["", "These lines:", "", ...fenced(anchor.lines.join("\n"), quoted)];
  const list = listCommand(subject.session);
  return [
    file === undefined ? "On the whole" : `${inlineCode(now ?? file)}${lines}${side}`,
    "",
    `Comment \`${shortId(id)}\`${labels.length === 0 ? "" : `, ${labels.map(inlineCode).join(", ")}`}`,
    ...quote,
    ...notes.flatMap((note) => [
      ...noteBlock(note, most),
      ...(note === thread.notes[0] ? suggestionBlock(thread, quoted) : []),
    ]),
    ...(missing === 0 ? [] : ["", `${plural(missing, "note")} of this thread left out: \`${list}\` shows all.`]),
  ];
}

const range = (start: number, end: number): string => (start === end ? `line ${start}` : `lines ${start}–${end}`);

/** What whoever began the thread wants to stand there; as a patch it is in what `wfs` answers, where nothing is drawn or cut. */
function suggestionBlock(thread: Thread, most: number): readonly string[] {
  const lines = suggestionLines(thread).map(({ sign, text }) => `${sign}${text}`);
  if (lines.length === 0) return [];
  const { applied, subject } = thread;
  const state = applied === undefined ? "" : `, applied already with ${inlineCode(applied)}`;
  return [
    "",
    `Suggested change${state} (\`${listCommand(subject.session)} --json\` has it as a patch):`,
    "",
    ...fenced(lines.join("\n"), most, "diff"),
  ];
}

function noteBlock({ author, body }: Note, most: number): readonly string[] {
  const who =
    author.kind === "agent" ? "agent" : author.voice === "person" ? "person" : "says to be a person, not verified";
  const limit = Math.floor(most / (author.kind === "agent" ? 20 : 5));
  const cut = isCut(body, limit) ? `, cut after ${plural(limit, "character")}` : "";
  return ["", `${inlineCode(author.name)} (${who})${cut}:`, "", ...fenced(body, limit)];
}
