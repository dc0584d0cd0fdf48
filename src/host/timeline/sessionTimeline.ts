import type { EventPlace, FollowedEvents } from "../../core/events/followEvents.ts";
import { followEvents } from "../../core/events/followEvents.ts";
import type { WorkflowEvent } from "../../core/events/model/event.ts";
import { eventsOfSession } from "../../core/events/sessionEvents.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import { TimelineEntries } from "./timelineEntries.ts";

export interface SessionTimelineOptions extends EventPlace {
  readonly session: SessionId;
  /** Called when something new has happened. */
  readonly changed: () => void;
}

/** After these it is looked up anew which session had the name when. */
const ofNames: ReadonlySet<string> = new Set([
  "session.renamed",
  "session.created",
  "session.deleted",
  "fork.created",
  "fork.adopted",
  "fork.removed",
]);

/** The events of one session, read when they are first asked for and followed until it is disposed of. */
export class SessionTimeline {
  readonly #options: SessionTimelineOptions;
  #following: Promise<FollowedEvents> | undefined;
  #isRead = false;
  #entries = new TimelineEntries();
  #renamedTo: string;

  constructor(options: SessionTimelineOptions) {
    this.#options = options;
    this.#renamedTo = options.session;
  }

  /** What the session is called now, as far as events say. */
  get renamedTo(): string {
    return this.#renamedTo;
  }

  /** What has happened in it, as it is shown. */
  get entries(): Pick<TimelineEntries, "count" | "page"> {
    return this.#entries;
  }

  /** When the events were read for the first time. */
  async ready(): Promise<void> {
    await (this.#following ??= followEvents(this.#options, { since: 0 }, (events) => this.#hear(events)));
    this.#isRead = true;
  }

  async dispose(): Promise<void> {
    (await this.#following)?.dispose();
  }

  #hear(events: readonly WorkflowEvent[]): void {
    const isNew =
      events.some((event) => ofNames.has(event.type)) || !this.#isRead ? this.#hearAll(events) : this.#hearMore(events);
    if (this.#isRead && (isNew || this.#renamedTo !== this.#options.session)) this.#options.changed();
  }

  /** Events that change no names: those of the session come behind what is known. */
  #hearMore(events: readonly WorkflowEvent[]): boolean {
    const own = events.filter(({ session }) => session === this.#renamedTo);
    this.#entries = this.#entries.with(own);
    return own.length > 0;
  }

  #hearAll(events: readonly WorkflowEvent[]): boolean {
    const before = [this.#entries.count(), this.#entries.newest];
    const told = eventsOfSession([...this.#entries.all, ...events], this.#options.session, { forks: true });
    this.#renamedTo = told.session;
    this.#entries = new TimelineEntries(told.events);
    return this.#entries.count() !== before[0] || this.#entries.newest !== before[1];
  }
}
