import { Coalesced } from "../../core/base/coalesce.ts";
import type { FileSystem } from "../../core/base/ports.ts";
import { eventsDirectory } from "../../core/events/eventFiles.ts";
import type { WorkflowEvent } from "../../core/events/model/event.ts";
import { type EventCursor, readEvents } from "../../core/events/readEvents.ts";
import { eventsOfSession, nameAfterRenames } from "../../core/events/sessionEvents.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Followed, Watching } from "../../core/watching/watching.ts";
import { type EventKind, eventKind } from "../wording/eventKinds.ts";

export interface SessionTimelineOptions {
  readonly fs: FileSystem;
  /** `.workflow`. */
  readonly workflow: string;
  readonly watching: Watching;
  readonly session: SessionId;
  /** Called when something new was read. */
  readonly changed: () => void;
}

/** Events that are remembered of one session: the newest. */
const remembered = 20_000;

/** The events of one session, read when they are first asked for and followed until it is disposed of. */
export class SessionTimeline {
  readonly #options: SessionTimelineOptions;
  readonly #followed: Followed;
  readonly #reading: Coalesced<void>;
  #cursor: EventCursor | undefined;
  #events: readonly WorkflowEvent[] = [];
  #renamedTo: string;

  constructor(options: SessionTimelineOptions) {
    this.#options = options;
    this.#renamedTo = options.session;
    this.#reading = new Coalesced(async () => await this.#read());
    this.#followed = options.watching.follow({ look: async () => await this.#look(), polls: true });
    this.#watch();
  }

  get session(): SessionId {
    return this.#options.session;
  }

  /** What the session is called now, as far as events say. */
  get renamedTo(): string {
    return this.#renamedTo;
  }

  /** When the events were read for the first time. */
  async ready(): Promise<void> {
    if (this.#cursor !== undefined) return;
    await this.#reading.run();
    this.#watch();
  }

  /** Newest first; of a tool, its end stands for its start. */
  events(kinds?: ReadonlySet<EventKind>): readonly WorkflowEvent[] {
    const ended = new Set(this.#events.flatMap(({ type, call }) => (type === "tool.ended" ? [call] : [])));
    return this.#events.filter(
      ({ type, call }) => !(type === "tool.started" && ended.has(call)) && kinds?.has(eventKind(type)) !== false,
    );
  }

  dispose(): void {
    this.#followed.dispose();
  }

  /** The directory of events comes with the first of them, so that the one above it is watched too. */
  #watch(): void {
    const { workflow } = this.#options;
    this.#followed.setDirectories([workflow, eventsDirectory(workflow)]);
  }

  async #look(): Promise<void> {
    if (this.#cursor === undefined) return;
    this.#watch();
    await this.#reading.run();
  }

  async #read(): Promise<void> {
    const { fs, workflow, session, changed } = this.#options;
    const isFirst = this.#cursor === undefined;
    const { events, cursor } = await readEvents(fs, workflow, this.#cursor);
    this.#cursor = cursor;
    if (events.length === 0) return;
    this.#renamedTo = nameAfterRenames(events, this.#renamedTo);
    // Names that it had before were found in the first reading; another one since makes it another timeline.
    const known = isFirst ? [] : this.#events.toReversed();
    const all = eventsOfSession([...known, ...events], session);
    const isNew = all.length !== this.#events.length;
    this.#events = all.slice(0, remembered);
    if (!isFirst && (isNew || this.#renamedTo !== session)) changed();
  }
}
