import type { Note, Thread } from "../../../core/annotations/annotation.ts";
import { parseTime } from "../../../core/base/time.ts";

/** What a page gets of a conversation: people read hundreds of notes, not thousands, and all of it is sent at every change. */
export const threadLimits = { threads: 300, notes: 100, characters: 1_000_000 } as const;

export interface ShownThreads {
  /** In the order they came. */
  readonly threads: readonly Thread[];
  /** Notes that are left out, in whole threads or at the beginning of long ones. */
  readonly left: number;
}

function sizeOf({ subject, notes, labels }: Thread): number {
  const { file = "", anchor } = subject;
  const texts = [file, ...labels, ...(anchor?.lines ?? []), ...notes.map(({ body, author }) => body + author.name)];
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** The first note says what it is about; of the others the newest. */
function withNewestNotes(thread: Thread): Thread {
  const [first, ...replies] = thread.notes;
  if (thread.notes.length <= threadLimits.notes) return thread;
  return { ...thread, notes: [first, ...replies.slice(1 - threadLimits.notes)] };
}

function latest({ notes }: Thread): number {
  const last: Note | undefined = notes.at(-1);
  return parseTime(last?.created ?? "") ?? 0;
}

/** The threads in which somebody has said something last, as many as a page can show; open ones before those that were resolved. */
export function shownThreads(threads: readonly Thread[]): ShownThreads {
  const all = threads.reduce((sum, { notes }) => sum + notes.length, 0);
  const times = new Map(threads.map((thread) => [thread, latest(thread)]));
  const newestFirst = threads.toSorted((a, b) => {
    return Number(a.resolved) - Number(b.resolved) || (times.get(b) ?? 0) - (times.get(a) ?? 0);
  });
  const kept = new Map<Thread, Thread>();
  let characters = 0;
  for (const thread of newestFirst.slice(0, threadLimits.threads)) {
    const short = withNewestNotes(thread);
    characters += sizeOf(short);
    if (characters > threadLimits.characters && kept.size > 0) break;
    kept.set(thread, short);
  }
  const shown = threads.flatMap((thread) => kept.get(thread) ?? []);
  return { threads: shown, left: all - shown.reduce((sum, { notes }) => sum + notes.length, 0) };
}
