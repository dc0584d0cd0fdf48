import type { SessionId } from "../sessions/model/sessionId.ts";
import { parseTime } from "../base/time.ts";
import type { Note, Speaker, Thread, Voice } from "./annotation.ts";
import { type AnnotationFile, compareAnnotations, threadOf } from "./annotationSchema.ts";

/** The threads the files of one session make up, oldest first; answers to a note that is gone belong to none. */
export function buildThreads(
  session: SessionId,
  files: readonly AnnotationFile[],
  voices: ReadonlyMap<string, Voice>,
): readonly Thread[] {
  const groups = new Map<string, AnnotationFile[]>();
  for (const file of files) {
    const group = groups.get(threadOf(file));
    if (group === undefined) groups.set(threadOf(file), [file]);
    else group.push(file);
  }
  return [...groups.values()].flatMap((group) => {
    return group.some(({ kind }) => kind === "note") ? [buildThread(session, group, voices)] : [];
  });
}

/** The thread of these files, which have one note among them. Of several resolutions the last one by time, then id, counts. */
export function buildThread(
  session: SessionId,
  files: readonly AnnotationFile[],
  voices: ReadonlyMap<string, Voice>,
): Thread {
  const sorted = files.toSorted(compareAnnotations);
  const first = sorted.find((file) => file.kind === "note");
  if (first === undefined) throw new Error("a thread without its first note");
  const replies = sorted.filter((file) => file.kind === "reply");
  const last = sorted.findLast((file) => file.kind === "resolution");
  const { id, labels, file, anchor, request, suggestion, review } = first;
  return {
    id,
    subject: {
      session,
      ...(request === undefined ? {} : { request }),
      ...(file === undefined ? {} : { file }),
      ...(anchor === undefined ? {} : { anchor }),
    },
    labels,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(review === undefined ? {} : { review }),
    ...appliedBy(last, voices),
    notes: [noteOf(first, voices), ...replies.map((reply) => noteOf(reply, voices))],
    resolved: last?.resolved ?? false,
    ...(last === undefined ? {} : { resolvedBy: speakerOf(last, voices) }),
  };
}

function noteOf(file: Note, voices: ReadonlyMap<string, Voice>): Note {
  const { id, created, body } = file;
  return { id, author: speakerOf(file, voices), created, body };
}

/** Only the person applies a suggestion, so only their word for it counts. */
function appliedBy(
  last: Extract<AnnotationFile, { readonly kind: "resolution" }> | undefined,
  voices: ReadonlyMap<string, Voice>,
): Pick<Thread, "applied"> {
  if (last?.resolved !== true || last.applied === undefined) return {};
  return speakerOf(last, voices).voice === "person" ? { applied: last.applied } : {};
}

/** What says that it is a person's and was not judged is only a claim. */
function speakerOf({ id, author }: Pick<Note, "id" | "author">, voices: ReadonlyMap<string, Voice>): Speaker {
  const { kind, name } = author;
  return kind === "person" ? { kind, name, voice: voices.get(id) ?? "claimed" } : { kind, name };
}

/** Oldest first. */
export function compareThreads(a: Thread, b: Thread): number {
  const [one, other] = [a, b].map(({ notes }) => parseTime(notes[0].created) ?? 0);
  return (one ?? 0) - (other ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
