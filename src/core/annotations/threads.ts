import type { SessionId } from "../sessions/model/sessionId.ts";
import { parseTime } from "../base/time.ts";
import type { Note, Thread } from "./annotation.ts";
import { type AnnotationFile, compareAnnotations, threadOf } from "./annotationSchema.ts";

/** The threads the files of one session make up, oldest first; answers to a note that is gone belong to none. */
export function buildThreads(session: SessionId, files: readonly AnnotationFile[]): readonly Thread[] {
  const groups = new Map<string, AnnotationFile[]>();
  for (const file of files) {
    const group = groups.get(threadOf(file));
    if (group === undefined) groups.set(threadOf(file), [file]);
    else group.push(file);
  }
  return [...groups.values()].flatMap((group) => {
    return group.some(({ kind }) => kind === "note") ? [buildThread(session, group)] : [];
  });
}

/** The thread of these files, which have one note among them. Of several resolutions the last one by time, then id, counts. */
export function buildThread(session: SessionId, files: readonly AnnotationFile[]): Thread {
  const sorted = files.toSorted(compareAnnotations);
  const first = sorted.find((file) => file.kind === "note");
  if (first === undefined) throw new Error("a thread without its first note");
  const replies = sorted.filter((file) => file.kind === "reply");
  const last = sorted.findLast((file) => file.kind === "resolution");
  const { id, labels, file, anchor, request } = first;
  return {
    id,
    subject: {
      session,
      ...(request === undefined ? {} : { request }),
      ...(file === undefined ? {} : { file }),
      ...(anchor === undefined ? {} : { anchor }),
    },
    labels,
    notes: [noteOf(first), ...replies.map(noteOf)],
    resolved: last?.resolved ?? false,
    ...(last === undefined ? {} : { resolvedBy: last.author }),
  };
}

const noteOf = ({ id, author, created, body }: Note): Note => ({ id, author, created, body });

/** Oldest first. */
export function compareThreads(a: Thread, b: Thread): number {
  const [one, other] = [a, b].map(({ notes }) => parseTime(notes[0].created) ?? 0);
  return (one ?? 0) - (other ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
