import type { NewThread } from "../../../../src/core/annotations/annotation.ts";
import type { NoteFile } from "../../../../src/core/annotations/annotationSchema.ts";
import { cutAnchor } from "../../../../src/core/annotations/anchors.ts";
import type { Drafts } from "../../../../src/core/annotations/drafts/drafts.ts";
import { KeptText } from "../../../../src/core/redaction/keptText.ts";
import type { GivenText } from "../../../../src/core/redaction/givenText.ts";

const textOf = (given: GivenText): string => (given instanceof KeptText ? given.text : given);

/** The drafts of one session, and what was done with them. */
export class DraftsInMemory implements Drafts {
  notes: NoteFile[] = [];
  /** Summaries of the reviews that were sent, and how many comments each had. */
  readonly sent: (readonly [summary: string | undefined, comments: number])[] = [];
  resumed = 0;

  async list(): Promise<readonly NoteFile[]> {
    return Promise.resolve(this.notes);
  }

  async add({ subject, body, labels = [], suggestion, text = "", author }: NewThread): Promise<NoteFile> {
    const { file, lines } = subject;
    const note: NoteFile = {
      version: 1,
      id: `20260101T10000000${this.notes.length}Z-00000000000${this.notes.length}`,
      kind: "note",
      author: { ...author },
      created: "2025-09-07T11:50:00Z",
      body: textOf(body),
      labels: [...labels],
      ...(file === undefined ? {} : { file }),
      ...(lines === undefined ? {} : { anchor: cutAnchor(text, lines.side, lines.start, lines.end) }),
      ...(suggestion === undefined ? {} : { suggestion: { text: textOf(suggestion) } }),
    };
    this.notes.push(note);
    return Promise.resolve(note);
  }

  async edit(
    _session: unknown,
    id: string,
    { body, suggestion }: Pick<NewThread, "body" | "suggestion">,
  ): Promise<NoteFile> {
    const found = this.notes.find((note) => note.id === id);
    if (found === undefined) throw new Error("no draft");
    const { suggestion: _former, ...note } = found;
    const changed = {
      ...note,
      body: textOf(body),
      ...(suggestion === undefined ? {} : { suggestion: { text: textOf(suggestion) } }),
    };
    this.notes = this.notes.map((one) => (one.id === id ? changed : one));
    return Promise.resolve(changed);
  }

  async discard(_session: unknown, ids: readonly string[]): Promise<void> {
    this.notes = this.notes.filter(({ id }) => !ids.includes(id));
    return Promise.resolve();
  }

  async send(_session: unknown, summary: GivenText | undefined): ReturnType<Drafts["send"]> {
    const sent = this.notes.length;
    this.sent.push([summary === undefined ? undefined : textOf(summary), sent]);
    this.notes = [];
    return Promise.resolve({ review: { id: "r" }, sent });
  }

  async resume(): Promise<number> {
    this.resumed += 1;
    return Promise.resolve(0);
  }
}
