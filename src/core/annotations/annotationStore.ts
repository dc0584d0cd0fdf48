import { asWorkflowError, WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";
import { joinPath } from "../files/paths.ts";
import { archivedRefusal } from "../sessions/model/archived.ts";
import { isRequestId } from "../sessions/model/requestId.ts";
import { lookDown } from "../files/directories.ts";
import type { EventSink } from "../events/model/event.ts";
import type { Ports } from "../files/recordLock.ts";
import { temporaryId } from "../sessions/sessionContext.ts";
import { annotationsFolder, temporaryName } from "../sessions/model/sessionNames.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Sessions } from "../sessions/model/sessions.ts";
import { locateSessions } from "../sessions/places/findSession.ts";
import { type GivenText, takeOutSecrets, withRedacted, type WithRedacted } from "../redaction/givenText.ts";
import { Slices } from "../base/slices.ts";
import { formatExactTime, parseTime } from "../base/time.ts";
import type { Annotations, Author, LineAnchor, NewThread, Suggestion, Thread } from "./annotation.ts";
import { anchorLimits, cutAnchor, whyUnreadable } from "./anchors.ts";
import { readAnnotation, readAnnotations, writeAnnotation, writeAnnotationOnce } from "./annotationFiles.ts";
import { type AnnotationFile, type NoteFile, type NoteWriter, threadOf } from "./annotationSchema.ts";
import { AnnotationMemory } from "./annotationMemory.ts";
import { annotationFileName, annotationId, isAnnotationId } from "./annotationId.ts";
import { noteAuthor, noteBody, noteFile, noteLabels, suggestionText } from "./annotationTexts.ts";
import type { PersonsSeals } from "../base/personsSeals.ts";
import { buildThread, buildThreads, compareThreads } from "./threads.ts";
import type { Voices } from "./voices.ts";

export interface AnnotationStoreOptions extends Ports {
  readonly sessions: Pick<Sessions, "directory" | "get">;
  readonly voices: Voices;
  readonly events?: EventSink;
}

/** A session's directory, wherever it stands. */
interface Home {
  readonly id: SessionId;
  readonly path: string;
  readonly archived: boolean;
}

type Head = Pick<AnnotationFile, "version" | "id" | "created">;

/** The entries of a thread a change belongs to. */
interface Found {
  readonly home: Home;
  readonly entries: readonly AnnotationFile[];
  readonly thread: Thread;
}

/** Annotations as files below the sessions' directories. What `list` gives is what the disk says; only files that changed are read again. */
export class AnnotationStore implements Annotations, NoteWriter {
  readonly #options: AnnotationStoreOptions;
  readonly #memory = new AnnotationMemory();

  constructor(options: AnnotationStoreOptions) {
    this.#options = options;
  }

  async list(session?: SessionId): Promise<readonly Thread[]> {
    if (session !== undefined) {
      const path = await this.#pathOf(session);
      if (path === undefined) return [];
      return this.#threadsOf(session, await readAnnotations(this.#options, path, this.#memory));
    }
    const slices = new Slices(this.#options.clock);
    const threads: Thread[] = [];
    for (const { id, path, archived } of await this.#homes()) {
      if (archived) continue;
      if (slices.due) await slices.rest();
      threads.push(...(await this.#threadsIn(id, path)));
    }
    return threads.toSorted(compareThreads);
  }

  /** `undefined`: nobody has made the temporary workspace yet. */
  async #pathOf(session: SessionId): Promise<string | undefined> {
    const { sessions } = this.#options;
    if (session !== temporaryId) return (await sessions.get(session)).path;
    return (await this.#homes()).find(({ id }) => id === session)?.path;
  }

  /** What cannot be read in one session does not hide the others. */
  async #threadsIn(session: SessionId, path: string): Promise<readonly Thread[]> {
    try {
      return await this.#threadsOf(session, await readAnnotations(this.#options, path, this.#memory));
    } catch (error) {
      this.#options.logger.warn(`The comments on ${session} cannot be read: ${asWorkflowError(error).message}`);
      return [];
    }
  }

  async #threadsOf(session: SessionId, files: readonly AnnotationFile[]): Promise<readonly Thread[]> {
    return buildThreads(session, files, await this.#options.voices.of(session, files));
  }

  async #threadOf(session: SessionId, files: readonly AnnotationFile[]): Promise<Thread> {
    return buildThread(session, files, await this.#options.voices.of(session, files));
  }

  async get(id: string): Promise<Thread> {
    return (await this.#find(id)).thread;
  }

  async add(thread: NewThread): Promise<WithRedacted<Thread>> {
    const { content, rules } = await this.#contentOf(thread);
    const { session } = thread.subject;
    const written = await this.#write(await this.#openHome(session), [], (head) => ({ ...head, ...content }));
    await this.#noteAdded(session, written.id, content);
    return withRedacted(await this.#threadOf(session, [written]), rules);
  }

  get seals(): PersonsSeals {
    return this.#options.voices;
  }

  async compose(thread: NewThread): Promise<WithRedacted<NoteFile>> {
    const { content, rules } = await this.#contentOf(thread);
    await this.#openHome(thread.subject.session);
    return withRedacted({ ...this.#head(this.#options.clock.now()), ...content }, rules);
  }

  async rewrite(
    { suggestion: _former, ...note }: NoteFile,
    { body, suggestion }: Pick<NewThread, "body" | "suggestion">,
  ): Promise<WithRedacted<NoteFile>> {
    const { text, rules } = await takeOutSecrets(body);
    const suggested = suggestion === undefined ? undefined : await suggestedFor(suggestion, note.anchor);
    const more = suggested === undefined ? {} : { suggestion: suggested };
    return withRedacted({ ...note, body: noteBody(text), ...more }, rules);
  }

  async publish(session: SessionId, note: NoteFile): Promise<Thread> {
    const { path } = await this.#openHome(session);
    const file = await this.#options.voices.sign(session, note);
    if (!(await writeAnnotationOnce(this.#options, path, file))) {
      throw new WorkflowError(
        "conflict",
        say`A comment was not sent: another comment stands under its id.`,
        say`Copy its text, discard it, and write it again.`,
      );
    }
    await this.#noteAdded(session, note.id, note);
    return this.#threadOf(session, [file]);
  }

  async #noteAdded(session: SessionId, comment: string, { file }: Pick<NoteFile, "file">): Promise<void> {
    await this.#options.events?.note("comment.added", session, { comment, file: file ?? null });
  }

  async #contentOf({ subject, text, body, labels = [], suggestion, author }: NewThread): Promise<{
    readonly content: Omit<NoteFile, keyof Head>;
    readonly rules: readonly string[];
  }> {
    const { file, lines, request } = subject;
    if (request !== undefined && !isRequestId(request)) {
      throw new WorkflowError(
        "usage",
        say`“${request}” is not a request.`,
        say`List the requests (wfs approvals list) to see their ids.`,
      );
    }
    if (lines !== undefined && (file === undefined || text === undefined)) {
      throw new WorkflowError("usage", say`Lines belong to a file.`, say`Name the file the lines are of.`);
    }
    const { text: clean, rules } = await takeOutSecrets(body);
    const cut = lines === undefined ? undefined : await this.#anchor(text ?? "", lines);
    const suggested = suggestion === undefined ? undefined : await suggestedFor(suggestion, cut?.anchor);
    const content = {
      kind: "note" as const,
      author: noteAuthor(author),
      body: noteBody(clean),
      labels: [...noteLabels(labels)],
      ...(file === undefined ? {} : { file: noteFile(file) }),
      ...(cut === undefined ? {} : { anchor: cut.anchor }),
      ...(request === undefined ? {} : { request }),
      ...(suggested === undefined ? {} : { suggestion: suggested }),
    };
    return { content, rules: [...new Set([...rules, ...(cut?.rules ?? [])])] };
  }

  /** Throws `refused` for an archived session, in which nothing is written. */
  async #openHome(id: SessionId): Promise<Home> {
    const { path, state } = await this.#options.sessions.get(id);
    if (state === "archived") throw archivedRefusal(id);
    return { id, path, archived: false };
  }

  async #anchor(
    text: string,
    { side, start, end }: NonNullable<NewThread["subject"]["lines"]>,
  ): Promise<{ readonly anchor: LineAnchor; readonly rules: readonly string[] }> {
    const anchor = cutAnchor(text, side, start, end);
    const { hideSecretLines } = await import("./hiddenLines.ts");
    return hideSecretLines(anchor, text, this.#options.random.hex(6));
  }

  async reply(id: string, body: GivenText, author: Author): Promise<WithRedacted<Thread>> {
    const { text, rules } = await takeOutSecrets(body);
    const content = { kind: "reply" as const, author: noteAuthor(author), body: noteBody(text) };
    const { home, entries, thread } = await this.#find(id);
    const written = await this.#write(home, entries, (head) => ({ ...head, ...content, thread: thread.id }));
    const members = { comment: written.id, thread: thread.id };
    await this.#options.events?.note("comment.replied", home.id, members);
    return withRedacted(await this.#threadOf(home.id, [...entries, written]), rules);
  }

  async resolve(id: string, resolved: boolean, author: Author, applied?: string): Promise<Thread> {
    const how = applied === undefined ? {} : { applied };
    const content = { kind: "resolution" as const, author: noteAuthor(author), resolved, ...how };
    const { home, entries, thread } = await this.#find(id);
    if (thread.resolved === resolved && (applied === undefined || thread.applied === applied)) return thread;
    const written = await this.#write(home, entries, (head) => ({ ...head, ...content, thread: thread.id }));
    await this.#options.events?.note("comment.resolved", home.id, { thread: thread.id, resolved, ...how });
    return this.#threadOf(home.id, [...entries, written]);
  }

  /** An answer follows what it answers, also after the clock was set back. */
  async #write(
    { id, path, archived }: Home,
    earlier: readonly AnnotationFile[],
    make: (head: Head) => AnnotationFile,
  ): Promise<AnnotationFile> {
    if (archived) throw archivedRefusal(id);
    const times = earlier.map(({ created }) => (parseTime(created) ?? 0) + 1);
    const head = this.#head(Math.max(this.#options.clock.now(), ...times));
    const file = await this.#options.voices.sign(id, make(head));
    await writeAnnotation(this.#options, path, file);
    return file;
  }

  #head(now: number): Head {
    return { version: 1, id: annotationId(now, this.#options.random.hex(6)), created: formatExactTime(now) };
  }

  async #find(id: string): Promise<Found> {
    const home = isAnnotationId(id) ? await this.#homeOf(id) : undefined;
    const named = home === undefined ? undefined : await readAnnotation(this.#options, home.path, id);
    if (home === undefined || named === undefined) throw notFound(id);
    const entries = (await readAnnotations(this.#options, home.path, this.#memory)).filter(
      (entry) => threadOf(entry) === threadOf(named),
    );
    const [thread] = await this.#threadsOf(home.id, entries);
    if (thread === undefined) throw notFound(id);
    return { home, entries, thread };
  }

  /** The session that has the file, live ones first. */
  async #homeOf(id: string): Promise<Home | undefined> {
    const { fs, clock } = this.#options;
    const slices = new Slices(clock);
    const homes = await this.#homes();
    for (const home of [...homes.filter(({ archived }) => !archived), ...homes.filter(({ archived }) => archived)]) {
      if (slices.due) await slices.rest();
      const parts = [annotationsFolder, annotationFileName(id)];
      if ((await fs.lstat(joinPath(home.path, ...parts))) === undefined) continue;
      if ((await lookDown(fs, home.path, parts, "file")) !== undefined) return home;
    }
    return undefined;
  }

  /** Every session, and the temporary workspace. */
  async #homes(): Promise<readonly Home[]> {
    const { fs, sessions } = this.#options;
    if ((await fs.lstat(sessions.directory))?.kind !== "directory") return [];
    const found = await locateSessions(fs, sessions.directory);
    if ((await lookDown(fs, sessions.directory, [temporaryName], "directory")) === undefined) return found;
    return [...found, { id: temporaryId, path: joinPath(sessions.directory, temporaryName), archived: false }];
  }
}

/** What is suggested for lines that can be put back as they are. Throws `usage` and `refused`. */
async function suggestedFor(given: GivenText, anchor: LineAnchor | undefined): Promise<Suggestion> {
  if (anchor?.side !== "new") {
    throw new WorkflowError(
      "usage",
      say`A suggestion is for lines of a file as it is now.`,
      say`Name lines of the new side of a file.`,
    );
  }
  const { text, rules } = await takeOutSecrets(given);
  const { before, lines, hidden } = anchor;
  const hides = hidden?.lines.some(({ offset }) => offset >= before.length && offset < before.length + lines.length);
  if (rules.length > 0 || hides === true) {
    throw new WorkflowError(
      "refused",
      say`The suggested lines or those they are for look like they hold a secret; comments are plain files.`,
      say`Say in words what has to change.`,
    );
  }
  if (lines.some(({ length }) => length >= anchorLimits.lineLength)) {
    throw new WorkflowError(
      "refused",
      say`A line of ${anchorLimits.lineLength} characters or more cannot be suggested another for.`,
      say`Say in words what has to change.`,
    );
  }
  const unreadable = whyUnreadable(lines);
  if (unreadable !== undefined) throw new WorkflowError("refused", unreadable, say`Say in words what has to change.`);
  const suggested = suggestionText(text);
  if (suggested === lines.map((line) => `${line}\n`).join("")) {
    throw new WorkflowError("usage", say`The suggestion changes nothing.`, say`Change the lines, or leave it out.`);
  }
  return { text: suggested };
}

function notFound(id: string): WorkflowError {
  return new WorkflowError(
    "not-found",
    say`There is no comment ${id.slice(0, 100)}.`,
    say`List the comments (wfs annotate list) to see their ids.`,
  );
}
