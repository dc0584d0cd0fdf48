import type { GivenText, WithRedacted } from "../redaction/givenText.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";

export interface Author {
  readonly kind: "person" | "agent";
  readonly name: string;
}

/**
 * Who a comment is of that says it is a person's: `person`, they signed it in their own VS Code; `claimed`, somebody says so, with `--person` or with a key that
 * is not known here; `unsigned`, it was written before comments were signed.
 */
export type Voice = "person" | "claimed" | "unsigned";

/** Who said something. */
export interface Speaker extends Author {
  /** Of what says that it is a person's. */
  readonly voice?: Voice;
}

/** Lines of an anchor that hold a secret, kept as hashes (lineHash.ts). */
export interface HiddenLines {
  readonly salt: string;
  readonly lines: readonly { readonly offset: number; readonly hash: string }[];
}

/** Lines of one side of a file; numbers are 1-based and inclusive, as they were when the note was written. */
export interface LineAnchor {
  readonly side: "old" | "new";
  readonly start: number;
  readonly end: number;
  /** The lines themselves and up to three neighbours on each side, by which they are found again after edits. */
  readonly lines: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Those of them that hold a secret: what stands above is the marks alone. `offset` counts through before, lines and after (lineHash.ts). */
  readonly hidden?: HiddenLines | undefined;
}

/** Lines that are to stand in the place of an anchor's, which are of the new side. */
export interface Suggestion {
  /** Whole lines, each ended by LF; empty: the lines are to go. */
  readonly text: string;
}

/** The review that comments were sent with, all at once. */
export interface ReviewMark {
  readonly id: string;
  /** Markdown, of the whole. */
  readonly summary?: string | undefined;
}

/** What a thread is about: a session; with `file`, a file (relative to the top of the work tree); with `anchor`, lines of it. */
interface Subject {
  readonly session: SessionId;
  /** The request it was written on, if any. */
  readonly request?: string;
  readonly file?: string;
  readonly anchor?: LineAnchor;
}

/** One entry of a thread; `annotations/<id>.json` each. */
export interface Note {
  readonly id: string;
  readonly author: Speaker;
  /** RFC 3339. */
  readonly created: string;
  /** Markdown. */
  readonly body: string;
}

/** A thread: the first note, its replies in order, and whether somebody resolved it. */
export interface Thread {
  /** Of the first note. */
  readonly id: string;
  readonly subject: Subject;
  readonly labels: readonly string[];
  readonly suggestion?: Suggestion;
  /** The commit with which the person has applied the suggestion; what others say of that does not count. */
  readonly applied?: string;
  readonly review?: ReviewMark;
  readonly notes: readonly [first: Note, ...replies: Note[]];
  readonly resolved: boolean;
  /** Who resolved or reopened it last. */
  readonly resolvedBy?: Speaker;
}

/** Where a thread's lines are in a text as it stands now: 1-based, inclusive; `outdated`: nowhere. */
export type Located = { readonly start: number; readonly end: number } | "outdated";

export interface NewThread {
  readonly subject: Omit<Subject, "anchor"> & {
    readonly lines?: { readonly side: "old" | "new"; readonly start: number; readonly end: number };
  };
  /** The text of that side of the file, from which the anchor is cut; needed with `lines`. */
  readonly text?: string;
  readonly body: GivenText;
  readonly labels?: readonly string[];
  /** The lines of the new side that are to stand there instead; needs `lines`. A secret in it is refused, because nothing can be taken out of what is to be applied. */
  readonly suggestion?: GivenText;
  readonly author: Author;
}

/**
 * Annotations of one workspace, for all doors; one file each, so writers never collide (docs/file-formats.md). Files that are not annotations
 * are logged and left out. Every failure is a `WorkflowError`.
 */
export interface Annotations {
  /** Of one session, or of all that are not archived; oldest thread first. */
  list(session?: SessionId): Promise<readonly Thread[]>;
  /** Throws `not-found`. */
  get(id: string): Promise<Thread>;
  add(thread: NewThread): Promise<WithRedacted<Thread>>;
  reply(id: string, body: GivenText, author: Author): Promise<WithRedacted<Thread>>;
  /** @param applied the commit its suggestion was applied with */
  resolve(id: string, resolved: boolean, author: Author, applied?: string): Promise<Thread>;
}
