import { WorkflowError } from "../../base/errors.ts";
import { say } from "../../base/text.ts";
import { formatExactTime } from "../../base/time.ts";
import { joinPath } from "../../files/paths.ts";
import { type GivenText, takeOutSecrets, withRedacted, type WithRedacted } from "../../redaction/givenText.ts";
import { annotationsFolder } from "../../sessions/model/sessionNames.ts";
import type { SessionId } from "../../sessions/model/sessionId.ts";
import type { NewThread } from "../annotation.ts";
import { readAnnotation, readAnnotations, writeAnnotation } from "../annotationFiles.ts";
import { annotationFileName, annotationId, isAnnotationId } from "../annotationId.ts";
import type { AnnotationFile, NoteFile, NoteWriter } from "../annotationSchema.ts";
import { noteBody } from "../annotationTexts.ts";
import type { Drafts, SentReview } from "./drafts.ts";
import { markDrafts } from "./draftedSession.ts";
import { type FollowOptions, followRename } from "./followRename.ts";
import { readJournals, removeJournal, type SendJournal, writeJournal } from "./sendJournal.ts";

export interface DraftStoreOptions extends FollowOptions {
  /** Makes what it is in, for the reviewer alone; called before something is written. */
  readonly prepare: () => Promise<void>;
  readonly notes: () => Promise<NoteWriter>;
}

/**
 * Drafts as files `<session>/annotations/<id>.json`, each as the comment that will be written, but not signed. A review is sent comment by comment under a
 * journal, and the id of a draft is that of its comment: done again after a kill, nothing is lost and nothing is there twice.
 */
export class DraftStore implements Drafts {
  readonly #options: DraftStoreOptions;

  constructor(options: DraftStoreOptions) {
    this.#options = options;
  }

  async list(session: SessionId): Promise<readonly NoteFile[]> {
    await followRename(this.#options, session);
    const directory = this.#directory(session);
    if ((await this.#options.fs.lstat(directory))?.kind !== "directory") return [];
    return (await readAnnotations(this.#options, directory)).filter(isNote);
  }

  async add(thread: NewThread): Promise<WithRedacted<NoteFile>> {
    const { prepare, fs } = this.#options;
    const { redacted = [], ...note } = await (await this.#options.notes()).compose(thread);
    const directory = this.#directory(thread.subject.session);
    await prepare();
    await fs.makeDirectory(this.#options.directory);
    await fs.makeDirectory(directory);
    await markDrafts(this.#options, directory, thread.subject.session);
    await writeAnnotation(this.#options, directory, note);
    return withRedacted(note, redacted);
  }

  async edit(
    session: SessionId,
    id: string,
    changed: Pick<NewThread, "body" | "suggestion">,
  ): Promise<WithRedacted<NoteFile>> {
    const directory = this.#directory(session);
    const note = await this.#read(directory, id);
    if (note === undefined) throw notFound();
    if ((await readJournals(this.#options, directory)).some(({ notes }) => notes.includes(id))) {
      throw new WorkflowError("conflict", say`This comment is being sent.`, say`Send the review again to complete it.`);
    }
    const { redacted = [], ...rewritten } = await (await this.#options.notes()).rewrite(note, changed);
    await writeAnnotation(this.#options, directory, rewritten);
    return withRedacted(rewritten, redacted);
  }

  async discard(session: SessionId, ids: readonly string[]): Promise<void> {
    for (const id of ids.filter(isAnnotationId)) await this.#remove(this.#directory(session), id);
  }

  async send(session: SessionId, summary: GivenText | undefined): Promise<WithRedacted<SentReview>> {
    const { clock, random } = this.#options;
    await this.resume(session);
    const { text, rules } = summary === undefined ? { text: "", rules: [] } : await takeOutSecrets(summary);
    const waiting = await this.list(session);
    if (waiting.length === 0) {
      throw new WorkflowError("refused", say`There is no comment to send.`, say`Write one, or add one to a review.`);
    }
    const now = clock.now();
    const review = {
      id: annotationId(now, random.hex(6)),
      ...(text.trim() === "" ? {} : { summary: noteBody(text) }),
    };
    const journal = { version: 1 as const, review, created: formatExactTime(now), notes: waiting.map(({ id }) => id) };
    await writeJournal(this.#options, this.#directory(session), journal);
    return withRedacted({ review, sent: await this.#complete(session, journal) }, rules);
  }

  async resume(session: SessionId): Promise<number> {
    await followRename(this.#options, session);
    let sent = 0;
    for (const journal of await readJournals(this.#options, this.#directory(session))) {
      sent += await this.#complete(session, journal);
    }
    return sent;
  }

  /** Where nothing can be written, the drafts are as if nobody had sent them. */
  async #complete(session: SessionId, journal: SendJournal): Promise<number> {
    const directory = this.#directory(session);
    const { review, created, notes } = journal;
    const writer = await this.#options.notes();
    let sent = 0;
    for (const id of notes) {
      const note = await this.#read(directory, id);
      if (note === undefined) continue;
      try {
        await writer.publish(session, { ...note, created, review });
      } catch (error) {
        if (sent === 0 && id === notes[0]) await removeJournal(this.#options, directory, journal);
        throw error;
      }
      sent += 1;
      await this.#remove(directory, id);
    }
    await removeJournal(this.#options, directory, journal);
    return sent;
  }

  async #read(directory: string, id: string): Promise<NoteFile | undefined> {
    const file = isAnnotationId(id) ? await readAnnotation(this.#options, directory, id) : undefined;
    return file !== undefined && isNote(file) ? file : undefined;
  }

  async #remove(directory: string, id: string): Promise<void> {
    await this.#options.fs.remove(joinPath(directory, annotationsFolder, annotationFileName(id)));
  }

  #directory(session: SessionId): string {
    return joinPath(this.#options.directory, session);
  }
}

const isNote = (file: AnnotationFile): file is NoteFile => file.kind === "note";

function notFound(): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`This comment is no draft any more.`,
    say`It was sent or discarded in another window.`,
  );
}
