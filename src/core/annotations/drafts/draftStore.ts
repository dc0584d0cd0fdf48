import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { formatExactTime } from "../../base/time.ts";
import { joinPath } from "../../files/paths.ts";
import { type GivenText, takeOutSecrets, withRedacted, type WithRedacted } from "../../redaction/givenText.ts";
import { annotationsFolder } from "../../sessions/model/sessionNames.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import { areWithheld } from "../../sessions/scope/withheldNotes.ts";
import type { NewThread } from "../annotation.ts";
import { annotationBytes, readAnnotation, readAnnotations } from "../annotationFiles.ts";
import { annotationFileName, annotationId, isAnnotationId } from "../annotationId.ts";
import type { AnnotationFile, NoteFile, NoteWriter } from "../annotationSchema.ts";
import { noteBody } from "../annotationTexts.ts";
import type { Drafts, SentReview } from "./drafts.ts";
import { markDrafts, readIdentity } from "./draftedSession.ts";
import { inTurn, type Place } from "./draftLock.ts";
import { DraftSeals } from "./draftSeals.ts";
import { followInTurn, type FollowOptions, followRename } from "./followRename.ts";
import { journalBytes, journalPath, readJournals, type SendJournal } from "./sendJournal.ts";

export interface DraftStoreOptions extends FollowOptions {
  /** Makes what it is in, for the reviewer alone; called before something is written. */
  readonly prepare: () => Promise<void>;
  readonly notes: () => Promise<NoteWriter>;
}

/**
 * Drafts as files `<session>/annotations/<id>.json`, each as the comment that will be written, but sealed as a draft instead of signed as a comment. A review
 * is sent comment by comment under a journal, and the id of a draft is that of its comment: done again after a kill, or by two windows at once, nothing is
 * lost and nothing is there twice. What does not carry this person's seal is left where it is.
 */
export class DraftStore implements Drafts {
  readonly #options: DraftStoreOptions;
  readonly #said = new Set<string>();

  constructor(options: DraftStoreOptions) {
    this.#options = options;
  }

  async list(session: SessionId): Promise<readonly NoteFile[]> {
    if (await areWithheld(this.#options.sessions, session)) return [];
    await followRename(this.#options, session);
    return await this.#notes(session, await this.#seals(session));
  }

  async add(thread: NewThread): Promise<WithRedacted<NoteFile>> {
    const { prepare, fs } = this.#options;
    const { session } = thread.subject;
    const { redacted = [], ...note } = await (await this.#options.notes()).compose(thread);
    const sealed = annotationBytes(await (await this.#seals(session)).close("draft", note));
    const identity = await readIdentity(this.#options, session);
    const directory = this.#directory(session);
    await prepare();
    await fs.makeDirectory(this.#options.directory);
    await inTurn(this.#options, async (place) => {
      await followInTurn(this.#options, session);
      await fs.makeDirectory(directory);
      if (identity !== undefined) await markDrafts(this.#options, directory, identity);
      await fs.makeDirectory(joinPath(directory, annotationsFolder));
      await place(this.#path(directory, note.id), sealed);
    });
    return withRedacted(note, redacted);
  }

  async edit(
    session: SessionId,
    id: string,
    changed: Pick<NewThread, "body" | "suggestion">,
  ): Promise<WithRedacted<NoteFile>> {
    await followRename(this.#options, session);
    const directory = this.#directory(session);
    const seals = await this.#seals(session);
    const note = await this.#read(directory, id, seals);
    if (note === undefined) throw notFound();
    const { redacted = [], ...rewritten } = await (await this.#options.notes()).rewrite(note, changed);
    const sealed = annotationBytes(await seals.close("draft", rewritten));
    await inTurn(this.#options, async (place) => {
      if ((await readJournals(this.#options, directory, seals)).some(({ notes }) => notes.includes(id))) {
        throw new WorkflowError(
          "conflict",
          say`This comment is being sent.`,
          say`Send the review again to complete it.`,
        );
      }
      if ((await this.#read(directory, id, seals)) === undefined) throw notFound();
      await place(this.#path(directory, id), sealed);
    });
    return withRedacted(rewritten, redacted);
  }

  async discard(session: SessionId, ids: readonly string[]): Promise<void> {
    await followRename(this.#options, session);
    const directory = this.#directory(session);
    if ((await this.#options.fs.lstat(directory)) === undefined) return;
    await inTurn(this.#options, async () => {
      for (const id of ids.filter(isAnnotationId)) await this.#options.fs.remove(this.#path(directory, id));
    });
  }

  async send(session: SessionId, summary: GivenText | undefined): Promise<WithRedacted<SentReview>> {
    await this.resume(session);
    const { text, rules } = summary === undefined ? { text: "", rules: [] } : await takeOutSecrets(summary);
    const seals = await this.#seals(session);
    if ((await this.#notes(session, seals)).length === 0) throw nothingToSend();
    const journal = await inTurn(this.#options, async (place) => await this.#begin(session, text, seals, place));
    const sent = await this.#complete(session, journal, seals);
    return withRedacted({ review: journal.review, sent }, rules);
  }

  async resume(session: SessionId): Promise<number> {
    await followRename(this.#options, session);
    const seals = await this.#seals(session);
    let sent = 0;
    for (const journal of await readJournals(this.#options, this.#directory(session), seals)) {
      sent += await this.#complete(session, journal, seals);
    }
    return sent;
  }

  /** Names what is sent, of which nothing may be in another window's review already. */
  async #begin(session: SessionId, summary: string, seals: DraftSeals, place: Place): Promise<SendJournal> {
    const { clock, random } = this.#options;
    const directory = this.#directory(session);
    const begun = new Set((await readJournals(this.#options, directory, seals)).flatMap(({ notes }) => notes));
    const waiting = (await this.#notes(session, seals)).filter(({ id }) => !begun.has(id));
    if (waiting.length === 0) throw nothingToSend();
    const now = clock.now();
    const review = {
      id: annotationId(now, random.hex(6)),
      ...(summary.trim() === "" ? {} : { summary: noteBody(summary) }),
    };
    const journal = { version: 1 as const, review, created: formatExactTime(now), notes: waiting.map(({ id }) => id) };
    await place(journalPath(directory, journal), await journalBytes(journal, seals));
    return journal;
  }

  /**
   * Where nothing can be written, the drafts are as if nobody had sent them. One whose place another comment has stays a draft, and all others are sent
   * before that is told.
   */
  async #complete(session: SessionId, journal: SendJournal, seals: DraftSeals): Promise<number> {
    const { fs } = this.#options;
    const directory = this.#directory(session);
    const { review, created, notes } = journal;
    const writer = await this.#options.notes();
    let sent = 0;
    let taken: WorkflowError | undefined;
    for (const id of notes) {
      const note = await this.#read(directory, id, seals);
      if (note === undefined) continue;
      try {
        await writer.publish(session, { ...note, created, review });
      } catch (error) {
        const isTaken = error instanceof WorkflowError && error.code === "conflict";
        if (!isTaken && sent === 0 && id === notes[0]) await fs.remove(journalPath(directory, journal));
        if (!isTaken) throw error;
        taken = error;
        continue;
      }
      sent += 1;
      await fs.remove(this.#path(directory, id));
    }
    await fs.remove(journalPath(directory, journal));
    if (taken !== undefined) throw taken;
    return sent;
  }

  async #seals(session: SessionId): Promise<DraftSeals> {
    return new DraftSeals((await this.#options.notes()).seals, (await readIdentity(this.#options, session))?.created);
  }

  /** What is this person's of what lies among the drafts of a session. */
  async #notes(session: SessionId, seals: DraftSeals): Promise<readonly NoteFile[]> {
    const directory = this.#directory(session);
    if ((await this.#options.fs.lstat(directory))?.kind !== "directory") return [];
    const notes: NoteFile[] = [];
    for (const file of await readAnnotations(this.#options, directory)) {
      const note = await this.#open(directory, file, seals);
      if (note !== undefined) notes.push(note);
    }
    return notes;
  }

  async #read(directory: string, id: string, seals: DraftSeals): Promise<NoteFile | undefined> {
    const file = isAnnotationId(id) ? await readAnnotation(this.#options, directory, id) : undefined;
    return file === undefined ? undefined : await this.#open(directory, file, seals);
  }

  async #open(directory: string, file: AnnotationFile, seals: DraftSeals): Promise<NoteFile | undefined> {
    const note = file.kind === "note" ? await seals.open("draft", file) : undefined;
    const path = this.#path(directory, file.id);
    if (note === undefined && !this.#said.has(path)) {
      this.#said.add(path);
      this.#options.logger.warn(`${path} was not written by this person for this session and is left out.`);
    }
    return note;
  }

  #path(directory: string, id: string): string {
    return joinPath(directory, annotationsFolder, annotationFileName(id));
  }

  #directory(session: SessionId): string {
    return joinPath(this.#options.directory, session);
  }
}

function nothingToSend(): WorkflowError {
  return new WorkflowError("refused", say`There is no comment to send.`, say`Write one, or add one to a review.`);
}

function notFound(): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`This comment is no draft any more.`,
    say`It was sent or discarded in another window.`,
  );
}
